package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Stand-ins for types and functions of an extension that is not there. A type holds any text and takes any modifier, a
 * function answers NULL: enough for a schema to load, never enough to prove anything that uses them. The SQL is ours, and
 * the superuser runs it before the server is sealed.
 *
 * @param extension whose stand-ins these are
 * @param statements in order, with {@code @schema@} in the place of the schema
 * @param names of its types, functions and operators, in lower case
 */
public record ExtensionStub(String extension, List<String> statements, Set<String> names) {
    private static final Set<String> KNOWN = Set.of("postgis", "vector");
    private static final Pattern OWN =
            Pattern.compile("\\b(geometry|geography|box2d|box3d|vector|halfvec|sparsevec)\\b");

    public ExtensionStub {
        statements = List.copyOf(statements);
        names = Set.copyOf(names);
    }

    /** Empty for an extension without stand-ins. */
    public static Optional<ExtensionStub> of(String extension) {
        if (!KNOWN.contains(extension)) {
            return Optional.empty();
        }
        try (InputStream file = ExtensionStub.class.getResourceAsStream("stubs/" + extension + ".txt")) {
            if (file == null) {
                throw new IllegalStateException("the stand-ins of " + extension + " are not packed");
            }
            return Optional.of(read(extension, new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException("the stand-ins of " + extension + " cannot be read", e);
        }
    }

    /** One line each: {@code TYPE name}, {@code FUNCTION name(types) RETURNS type}, {@code OPERATOR name left right type}. */
    private static ExtensionStub read(String extension, String text) {
        List<String> statements = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (String line :
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList()) {
            String[] words = line.split(" ", 2);
            statements.addAll(
                    switch (words[0]) {
                        case "TYPE" -> type(words[1]);
                        case "FUNCTION" -> function(words[1]);
                        case "OPERATOR" -> operator(words[1].split(" "));
                        default -> throw new IllegalStateException("not a stand-in: " + line);
                    });
            names.add(words[1].split("[( ]")[0]);
        }
        return new ExtensionStub(extension, statements, names);
    }

    /**
     * A base type as text is: a domain would refuse modifiers. array_ndims takes the list of modifiers, whatever they
     * are, and answers 1, which varchartypmodout shows as nothing.
     */
    private static List<String> type(String name) {
        String type = "@schema@." + name;
        boolean number = name.endsWith("vec") || name.equals("vector");
        return List.of(
                "CREATE TYPE " + type,
                "CREATE FUNCTION " + type + "_stub_in(cstring) RETURNS " + type
                        + " LANGUAGE internal IMMUTABLE STRICT AS 'textin'",
                "CREATE FUNCTION " + type + "_stub_out(" + type
                        + ") RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout'",
                "CREATE FUNCTION " + type
                        + "_stub_typmod(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS '"
                        + (number ? "varchartypmodin" : "array_ndims") + "'",
                "CREATE FUNCTION " + type
                        + "_stub_typmod_out(integer) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout'",
                "CREATE TYPE " + type + " (INPUT = " + type + "_stub_in, OUTPUT = " + type + "_stub_out, TYPMOD_IN = "
                        + type
                        + "_stub_typmod, TYPMOD_OUT = " + type
                        + "_stub_typmod_out, INTERNALLENGTH = VARIABLE, STORAGE = extended)");
    }

    private static List<String> function(String signature) {
        return List.of("CREATE FUNCTION @schema@." + qualified(signature) + " LANGUAGE sql IMMUTABLE AS 'SELECT NULL::"
                + qualified(signature.substring(signature.indexOf(" RETURNS ") + 9)) + "'");
    }

    private static List<String> operator(String[] words) {
        String function = "stub_operator_" + Integer.toHexString((words[0] + words[1]).hashCode());
        String arguments = qualified(words[1] + ", " + words[2]);
        return List.of(
                "CREATE FUNCTION @schema@." + function + "(" + arguments + ") RETURNS " + qualified(words[3])
                        + " LANGUAGE sql IMMUTABLE AS 'SELECT NULL::" + qualified(words[3]) + "'",
                "CREATE OPERATOR @schema@." + words[0] + " (FUNCTION = @schema@." + function + ", LEFTARG = "
                        + qualified(words[1]) + ", RIGHTARG = " + qualified(words[2]) + ")");
    }

    /** The stand-ins' own types lie in the extension's schema. */
    private static String qualified(String text) {
        return OWN.matcher(text).replaceAll("@schema@.$1");
    }

    /** The statements for the schema that the extension lives in. */
    List<String> in(String schema) {
        return statements.stream()
                .map(statement -> statement.replace("@schema@", Roles.name(schema)))
                .toList();
    }

    /** What a report says. */
    public String sentence() {
        return "Extension " + extension + " is not here: its types hold any text and its functions answer NULL"
                + " (shadow.missing_extensions: stub).";
    }
}
