package dev.lockkeeper.sql.grammar;

/**
 * The translated module: libpg_query's C functions, working on one memory. The only implementation,
 * {@value #IMPLEMENTATION}, is written by the build; its methods are the exports of {@link WasmModuleNames#EXPORTS}.
 */
interface GrammarCode {
    String IMPLEMENTATION = "dev.lockkeeper.sql.grammar.TranslatedGrammar";

    /** The SHA-256 of the module that was translated, in hexadecimal. */
    String moduleSha256();

    /** To be called once on a fresh memory. */
    void constructors(WasmMemory memory);

    int malloc(int bytes, WasmMemory memory);

    void free(int address, WasmMemory memory);

    /** From a C string to a struct: tree, text of stderr, error. */
    int parse(int text, WasmMemory memory);

    void freeParseResult(int result, WasmMemory memory);

    /** From a C string to a C string, like the three below. */
    int plpgsql(int text, WasmMemory memory);

    int fingerprint(int text, WasmMemory memory);

    int normalize(int text, WasmMemory memory);

    int scan(int text, WasmMemory memory);

    void freeString(int text, WasmMemory memory);
}
