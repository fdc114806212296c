package dev.lockkeeper.dryrun.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a plan is worse than the one before. */
class PlanChangeTest {
    private static final QualifiedName ORDERS = QualifiedName.of("public", "orders");

    private static PlanShape plan(String node, double cost) {
        return new PlanShape(cost, 1, List.of(new Access(ORDERS, node, List.of())));
    }

    private static List<PlanChange.Kind> kinds(String before, double cost, String after, double later, boolean large) {
        return PlanChange.of(
                        "Q",
                        plan(before, cost),
                        new Explained.Planned(plan(after, later)),
                        name -> large ? Optional.of(name) : Optional.empty())
                .stream()
                .map(PlanChange::kind)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "Index Scan, 8, Seq Scan, 900000, true, FULL_SCAN",
        "Bitmap Heap Scan, 8, Seq Scan, 9.7, true, FULL_SCAN",
        // As good by the planner's own estimate.
        "Bitmap Heap Scan, 8, Seq Scan, 9.5, true, ",
        // Small in production: any way is good.
        "Index Scan, 8, Seq Scan, 900, false, ",
        "Index Scan, 8, Seq Scan, 900000, false, COSTLIER",
        // It was read in full before.
        "Seq Scan, 90000, Seq Scan, 99000, true, ",
        "Index Scan, 1000, Index Scan, 10000, true, COSTLIER",
        "Index Scan, 1001, Index Scan, 10000, true, ",
        "Index Scan, 8, Index Scan, 9999, true, ",
        "Index Scan, 900000, Seq Scan, 8, true, "
    })
    void worseIs(String before, double cost, String after, double later, boolean large, String kind) {
        assertThat(kinds(before, cost, after, later, large))
                .isEqualTo(kind == null ? List.of() : List.of(PlanChange.Kind.valueOf(kind)));
    }

    @Test
    void aQueryThatIsRefusedIsWorseAndItsMessageStaysOutOfTheWords() {
        assertThat(PlanChange.of(
                        "Q", plan("Seq Scan", 1), new Explained.Refused("42703", "column \"x\""), Optional::of))
                .containsExactly(new PlanChange(PlanChange.Kind.REFUSED, "Q is refused (42703)"));
    }

    @Test
    void aBitmapsIndexesBelongToItsTable() throws Exception {
        PlanShape plan = PlanShape.read("""
                [{"Plan": {"Node Type": "ModifyTable", "Relation Name": "orders", "Schema": "public", "Total Cost": 12.5,
                  "Plan Rows": 3, "Plans": [{"Node Type": "Bitmap Heap Scan", "Relation Name": "orders", "Schema": "public",
                   "Plans": [{"Node Type": "BitmapOr", "Plans": [{"Node Type": "Bitmap Index Scan", "Index Name": "a"},
                    {"Node Type": "Bitmap Index Scan", "Index Name": "b"}]}]}]}}]
                """);
        assertThat(plan.display()).isEqualTo("Bitmap Heap Scan on orders (a, b); rows 3; cost 13");
    }
}
