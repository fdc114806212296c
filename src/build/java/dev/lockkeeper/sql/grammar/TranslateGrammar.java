package dev.lockkeeper.sql.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/**
 * The build step: translates the grammar's module to class files and its first memory to a resource. Arguments: the
 * module, the folder of compiled classes, the folder of the compiled translator, a stamp file. Nothing is done when
 * neither the module nor any class of the translator or of this package has changed since the stamp was written.
 */
public final class TranslateGrammar {
    private TranslateGrammar() {}

    public static void main(String[] arguments) throws IOException {
        Path module = Path.of(arguments[0]);
        Path classes = Path.of(arguments[1]);
        Path translator = Path.of(arguments[2]);
        Path stamp = Path.of(arguments[3]);
        Path own = classes.resolve(CodeNames.PACKAGE);
        byte[] wasm = Files.readAllBytes(module);
        String inputs = inputs(wasm, own, translator);
        if (Files.exists(stamp)
                && Files.readString(stamp).equals(inputs)
                && Files.exists(classes.resolve(ExportWriter.NAME + ".class"))
                && Files.exists(own.resolve(FirstMemory.RESOURCE))) {
            return;
        }
        String sha256 = hex(digest().digest(wasm));
        if (!sha256.equals(WasmModuleNames.SHA_256)) {
            throw new IllegalStateException(module + " has SHA-256 " + sha256
                    + ", the names in WasmModuleNames belong to " + WasmModuleNames.SHA_256);
        }
        WasmModule parsed = Parser.parse(wasm);
        GrammarTranslator.Translation translation = new GrammarTranslator(parsed, sha256).translate();
        Files.deleteIfExists(stamp);
        for (Map.Entry<String, byte[]> entry : translation.classes().entrySet()) {
            Files.write(classes.resolve(entry.getKey() + ".class"), entry.getValue());
        }
        Files.write(own.resolve(FirstMemory.RESOURCE), MemoryImage.of(parsed, sha256));
        Files.writeString(stamp, inputs);
        System.out.println("grammar: " + translation.functions() + " functions in "
                + translation.classes().size() + " classes, " + translation.chunked() + " cut, largest method "
                + translation.largestMethod() + " bytes");
    }

    private static String inputs(byte[] wasm, Path own, Path translator) throws IOException {
        MessageDigest digest = digest();
        digest.update(wasm);
        try (Stream<Path> mine = Files.list(own);
                Stream<Path> other = Files.walk(translator)) {
            List<Path> files = Stream.concat(mine, other)
                    .filter(path -> path.toString().endsWith(".class"))
                    .filter(path -> !path.getFileName().toString().startsWith("Translated"))
                    .sorted()
                    .toList();
            for (Path file : files) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                try (InputStream in = Files.newInputStream(file)) {
                    digest.update(in.readAllBytes());
                }
            }
        }
        return hex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
