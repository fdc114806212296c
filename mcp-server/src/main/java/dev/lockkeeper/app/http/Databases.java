package dev.lockkeeper.app.http;

import dev.lockkeeper.app.service.ServedDatabase;
import dev.lockkeeper.app.service.ServedDatabases;
import dev.lockkeeper.gate.GateException;
import java.util.Optional;
import java.util.TreeSet;

/** The databases that requests name: a wrong name is the client's fault, a context that cannot be read is not. */
record Databases(ServedDatabases served) {

    /** The same name, when there is such a database; none, when there is only one. {@code field} is where it was said. */
    Optional<String> checked(Optional<String> name, String field) {
        if (name.isEmpty() ? served.names().size() == 1 : served.names().contains(name.get())) {
            return name;
        }
        throw Problem.of(
                        400,
                        "no-such-database",
                        name.isEmpty() ? field + " is missing" : "there is no database of this name",
                        "Say " + field + ", one of: " + String.join(", ", new TreeSet<>(served.names())) + ".")
                .member("field", field)
                .refusal();
    }

    ServedDatabase of(Optional<String> name, String field) throws GateException {
        return served.of(checked(name, field));
    }
}
