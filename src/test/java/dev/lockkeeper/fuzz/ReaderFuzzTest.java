package dev.lockkeeper.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.nio.charset.StandardCharsets;

/** Bytes to script: never an exception, every statement where it stands, no literal after redaction. */
class ReaderFuzzTest {
    private static final PostgresGrammar GRAMMAR = new PostgresGrammar();
    private static final ScriptReader READER = new ScriptReader(GRAMMAR);

    @FuzzTest(maxDuration = "5m")
    @DictionaryFile(resourcePath = "sql.dict")
    void bytesToScript(byte[] bytes) {
        Words.hold(READER.read("fuzz.sql", bytes), GRAMMAR);
        Words.redacted(new String(bytes, StandardCharsets.UTF_8), GRAMMAR);
    }
}
