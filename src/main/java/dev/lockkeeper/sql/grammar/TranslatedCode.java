package dev.lockkeeper.sql.grammar;

/** Finds the code that the build has translated. */
final class TranslatedCode {
    private TranslatedCode() {}

    /** It is loaded by name because it is written after this class is compiled. */
    static GrammarCode load() {
        try {
            return (GrammarCode) Class.forName(GrammarCode.IMPLEMENTATION)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the translated grammar is not on the class path: build with Maven", e);
        }
    }
}
