package dev.lockkeeper.catalog;

/**
 * One object of a schema as text, for comparison: the server's own deparsed definition without the object's name, so
 * that equal definitions are equal texts under any name.
 *
 * @param kind {@code relation}, {@code column}, {@code index}, {@code privilege}, …
 * @param parent the {@link #key()} of the object it goes with; empty without one
 * @param name with its schema, and its table where it has one
 */
public record SchemaObject(String kind, String parent, String name, String definition) {
    /** What it is called: two schemas are compared by it. */
    public String key() {
        return kind + ' ' + name;
    }

    /** Its line in a {@link SchemaFingerprint}. */
    public String line() {
        return kind + ' ' + name + ' ' + definition;
    }
}
