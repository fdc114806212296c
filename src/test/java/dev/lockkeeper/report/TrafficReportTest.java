package dev.lockkeeper.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.traffic.Latency;
import dev.lockkeeper.dryrun.traffic.Moment;
import dev.lockkeeper.dryrun.traffic.Offered;
import dev.lockkeeper.dryrun.traffic.PhaseTraffic;
import dev.lockkeeper.dryrun.traffic.StatementFailure;
import dev.lockkeeper.dryrun.traffic.TrafficEvidence;
import dev.lockkeeper.dryrun.traffic.TrafficRun;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** The section "Under traffic": hostile texts stay texts, the picture is well-formed, an empty run draws nothing wrong. */
class TrafficReportTest {
    private static final String HOSTILE = "SELECT '</text><script>alert(1)</script>' FROM \"x&y\" -- \u202e";

    @Test
    void hostileTextsStayTexts() throws Exception {
        String section = TrafficHtml.of(traffic(4_500, List.of(new Moment(0, 3, 2), new Moment(25, 4_500, 0))));
        assertThat(section)
                .doesNotContain("<script")
                .doesNotContain("\u202e")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .contains("4.5 s");
        String picture = section.substring(section.indexOf("<svg"), section.indexOf("</svg>") + 6);
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(picture)))
                        .getElementsByTagName("polyline")
                        .getLength())
                .as("reads and writes, original and plan")
                .isEqualTo(4);
        assertThat(picture).contains("class=\"stall\"");
    }

    @Test
    void aRunWithoutAnyStatementDrawsNoStall() {
        assertThat(TrafficHtml.of(traffic(0, List.of())))
                .doesNotContain("class=\"stall\"")
                .doesNotContain("NaN")
                .doesNotContain("Infinity");
    }

    @Test
    void eachRowHasEveryColumn() {
        assertThat(TrafficFacts.rows(traffic(10, List.of())))
                .hasSize(4)
                .allSatisfy(row -> assertThat(row).hasSameSizeAs(TrafficFacts.COLUMNS));
    }

    @Test
    void theJsonKeepsTextsAndCauses() {
        assertThat(TrafficJson.tree(traffic(10, List.of()))
                        .at("/plan/phases/0/failures/0/statement")
                        .asText())
                .isEqualTo(HOSTILE);
    }

    private static TrafficEvidence traffic(long blocked, List<Moment> moments) {
        Latency latency = new Latency(10, blocked, blocked);
        PhaseTraffic window = new PhaseTraffic(
                1,
                HOSTILE,
                0,
                blocked,
                blocked,
                blocked + 500,
                latency,
                latency,
                blocked,
                5,
                17,
                List.of(new StatementFailure(HOSTILE, "42703", 2, HOSTILE, StatementFailure.Cause.MIGRATION)),
                1,
                2,
                List.of(HOSTILE),
                Optional.of(HOSTILE));
        TrafficRun run = new TrafficRun(window, List.of(window), moments);
        return new TrafficEvidence(new Offered(80, 20, HOSTILE, List.of(HOSTILE)), run, run, List.of(HOSTILE));
    }
}
