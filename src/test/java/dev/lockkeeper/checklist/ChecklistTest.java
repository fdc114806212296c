package dev.lockkeeper.checklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checklists of a repository over the shipped one, answers beside a migration, and what is wrong with either. */
class ChecklistTest {
    private static final Checklist SHIPPED = ChecklistReader.shipped("production-migration");

    @TempDir
    private Path folder;

    private static Checklist read(String items) {
        return ChecklistReader.read(
                "team.yaml", ("name: team\ntitle: Ours\nitems:\n" + items).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anItemOfTheRepositoryReplacesTheOneOfItsIdAndOthersFollow() {
        Checklist merged = SHIPPED.with(read("""
                - {id: window, question: Is it Sunday, why: Nobody buys then., evidence: answer, answered_by: anyone}
                - {id: announced, question: Was it announced, why: Support., evidence: answer}
                """));
        assertThat(merged.items()).hasSize(SHIPPED.items().size() + 1);
        assertThat(merged.item("window").orElseThrow().question()).isEqualTo("Is it Sunday");
        assertThat(merged.item("window").orElseThrow().anyone()).isTrue();
        assertThat(merged.items().getLast().id()).isEqualTo("announced");
        assertThat(merged.items().getLast().anyone())
                .as("a reviewer's, unless it says anyone's")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "- {id: a, question: Q, why: W., evidence: hearsay} | hearsay",
                "- {id: a, question: Q, evidence: answer} | the item a has no why",
                "- {question: Q, why: W., evidence: answer} | an item has no id",
                "- {id: a, question: Q, why: W., evidence: answer, answered_by: agent} | agent",
                "- {id: a, question: Q, why: W., evidence: window, answered_by: anyone} | answered by evidence",
                "- {id: a, question: Q, why: W., evidence: answer, asked: yes} | asked",
            })
    void whatIsWrongIsNamedWithItsPlace(String item, String named) {
        assertThatThrownBy(() -> read(item + "\n"))
                .isInstanceOf(ChecklistException.class)
                .hasMessageContaining("team.yaml")
                .hasMessageContaining(named);
    }

    @Test
    void oneIdStandsOnce() {
        String item = "- {id: a, question: Q, why: W., evidence: answer}\n";
        assertThatThrownBy(() -> read(item + item)).hasMessageContaining("stands twice");
    }

    @Test
    void answersLieBesideTheMigration() throws Exception {
        Path file = Files.writeString(
                folder.resolve("m.sql.answers.yaml"), "- {id: announced, answer: on Monday, source: the runbook}\n");
        assertThat(AnswerReader.read(file, "anna"))
                .isEqualTo(List.of(new GivenAnswer("announced", "on Monday", "the runbook", "anna")));
        assertThat(AnswerReader.read(folder.resolve("none"), "anna")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- {id: announced, answer: yes} | none of them empty",
                "- {id: announced, answer: yes, source: x, by: boss} | not a list of answers",
                "announced: yes | not a list of answers",
            })
    void anAnswerWithoutASourceIsNone(String text, String named) throws Exception {
        Path file = Files.writeString(folder.resolve("m.sql.answers.yaml"), text + "\n");
        assertThatThrownBy(() -> AnswerReader.read(file, "anna"))
                .isInstanceOf(ChecklistException.class)
                .hasMessageContaining("m.sql.answers.yaml")
                .hasMessageContaining(named);
    }
}
