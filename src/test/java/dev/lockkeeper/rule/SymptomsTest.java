package dev.lockkeeper.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From what somebody sees to the card that explains it. */
class SymptomsTest {
    private static final RuleBook BOOK = RuleBook.installed();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "23514 | add-check-scans-table",
                "55P03 | lock-timeout-missing",
                "ERROR:  column \"total\" of relation \"invoices\" contains null values | set-not-null-scans-table",
                "could not create unique index \"x_key\" | add-unique-builds-index",
                "invalid transaction termination | batch-loop-in-one-transaction"
            })
    void areFound(String symptom, String code) {
        assertThat(Symptoms.find(BOOK, symptom).stream().map(RuleCard::code)).contains(code);
    }

    @Test
    void nothingIsInvented() {
        assertThat(Symptoms.find(BOOK, "XX000")).isEmpty();
        assertThat(Symptoms.find(BOOK, "the printer is on fire")).isEmpty();
        assertThat(Symptoms.find(BOOK, "")).isEmpty();
    }
}
