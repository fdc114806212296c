package dev.lockkeeper;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each package imports only packages above it in this list: docs/architecture.md. */
class ArchitectureTest {
    private static final List<String> ORDER = List.of(
            "pg",
            "sql.grammar",
            "sql.dml",
            "sql",
            "catalog",
            "context",
            "context.snapshot",
            "effect",
            "rule",
            "lint",
            "plan",
            "plan.technique",
            "plan.runner",
            "dryrun.shadow",
            "dryrun.backup",
            "dryrun.forecast",
            "dryrun.explain",
            "dryrun.traffic",
            "dryrun",
            "drift",
            "preflight",
            "draft",
            "checklist",
            "verdict",
            "approval",
            "apply",
            "hook",
            "report",
            "gate",
            "eval");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.lockkeeper");

    @TestFactory
    Stream<DynamicTest> packagesImportOnlyWhatStandsAboveThem() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < ORDER.size(); i++) {
            String own = "dev.lockkeeper." + ORDER.get(i);
            String[] below = ORDER.subList(i + 1, ORDER.size()).stream()
                    .map(name -> "dev.lockkeeper." + name + (name.equals("rule") ? ".." : ""))
                    .toArray(String[]::new);
            if (below.length > 0) {
                tests.add(DynamicTest.dynamicTest(
                        own,
                        () -> noClasses()
                                .that()
                                .resideInAPackage(own.endsWith(".rule") ? own + ".." : own)
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(below)
                                .check(CLASSES)));
            }
        }
        return tests.stream();
    }

    @Test
    void onlyTheDmlCornerKnowsJSqlParser() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.lockkeeper.sql.dml")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.sf.jsqlparser..")
                .check(CLASSES);
    }

    @Test
    void nothingNeedsWhatOnlyTheBuildHas() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("run.endive..", "org.objectweb.asm..")
                .check(CLASSES);
    }

    @Test
    void onlyDraftingKnowsLanguageModels() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.lockkeeper.draft")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.langchain4j..")
                .check(CLASSES);
    }
}
