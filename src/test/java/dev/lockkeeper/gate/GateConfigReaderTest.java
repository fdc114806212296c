package dev.lockkeeper.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.dryrun.shadow.ExtensionPolicy;
import dev.lockkeeper.plan.TimeoutLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateConfigReaderTest {
    @TempDir
    private Path folder;

    private GateConfig read(String yaml) throws Exception {
        return GateConfigReader.read(Files.writeString(folder.resolve("lockkeeper.yaml"), yaml));
    }

    private static final String TWO = """
        policy: {small_rows: 500, critical: [payments]}
        shadow: {mode: embedded, rows: 1000, traffic: true, parallel: 3}
        databases:
          shop:
            url: postgres://reader@db.example/shop
            replica_url: postgres://reader@replica.example/shop
            password_file: secret
            snapshot: shop.json
            database: shop
            system_identifier: "7301234567890123456"
            max_age: 6h
            pool_size: 250
            deployment:
              style: rolling
              window: Sat 22-02
              peak_hours: 09-12, 17-21
              invariants:
                - {table: orders, column: status, rule: new orders are pending, default_value: "'pending'"}
            policy: {small_rows: 2000}
          reports:
            snapshot: reports.json
            shadow: {mode: container, image: "postgis/postgis:{major}"}
        """;

    @Test
    void timeoutsHaveTheirLimits() throws Exception {
        GateConfig config = read(
                "policy: {max_lock_timeout_millis: 750, pool_share: 0.2}\ndatabases: {shop: {policy: {max_lock_attempts: 5, min_lock_timeout_millis: 50}}}");
        assertThat(config.database(Optional.of("shop")).policy().timeouts())
                .isEqualTo(new TimeoutLimits(750, 50, 5, 0.2));
    }

    @Test
    void theForecastHasItsBudgetAndItsCalibration() throws Exception {
        Files.writeString(
                folder.resolve("may.json"),
                "{\"source\": \"May\", \"works\": {\"scan\": {\"millis_per_million_rows\": 200}}}");
        GateConfig config = read("calibration: may.json\n"
                + "shadow: {forecast_rows: 50000, forecast_seconds: 2.5}\n"
                + "databases: {shop: {shadow: {forecast_seconds: 0}}}");
        assertThat(config.shadow().forecast().mostRows()).isEqualTo(50_000);
        assertThat(config.shadow().forecast().time()).isEqualTo(Duration.ofMillis(2_500));
        assertThat(config.shadow().forecast().calibration())
                .hasValueSatisfying(known -> assertThat(known.source()).isEqualTo("May"));
        GateConfig shop = config.database(Optional.of("shop"));
        assertThat(shop.shadow().forecast().off()).isTrue();
        assertThat(shop.shadow().forecast().calibration())
                .isEqualTo(config.shadow().forecast().calibration());
        assertThatThrownBy(() -> read("calibration: june.json"))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("june.json");
        assertThatThrownBy(() -> read("shadow: {forecast_seconds: -1}"))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("forecast_seconds lies between");
    }

    @Test
    void nothingSecretStandsInTheAddressOfAModel() {
        for (String url : new String[] {"https://me:secret@host/v1", "https://host/v1?key=secret"}) {
            assertThatThrownBy(() -> read("llm: {model: m, base_url: '" + url + "'}"))
                    .isInstanceOf(GateException.class)
                    .hasMessageContaining("key_variable or key_file")
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> read("llm: {model: m, base_url: 'file:///etc/passwd'}"))
                .hasMessageContaining("https://");
    }

    @Test
    void backupsAndClonesStandInTheShadowSection() throws Exception {
        GateConfig backup =
                read("shadow: {mode: backup, backup: dumps/shop.dump, backup_max_age: 36h, anonymize: rules.yaml}\n"
                        + "policy: {small_rows: 5}\n");
        assertThat(backup.shadow().mode()).isEqualTo("backup");
        assertThat(backup.shadow().backup()).contains(folder.resolve("dumps/shop.dump"));
        assertThat(backup.shadow().anonymize()).contains(folder.resolve("rules.yaml"));
        assertThat(backup.policy().backupMaxAge()).contains(Duration.ofHours(36));
        assertThat(backup.policy().smallRows()).isEqualTo(5);
        assertThat(read("shadow: {mode: clone, clone: postgres://dry@copy/shop, disposable: true}\n")
                        .shadow()
                        .cloneUrl())
                .contains("postgres://dry@copy/shop");
        assertThat(read("shadow: {backup_max_age: never}\n").policy().backupMaxAge())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shadow: {mode: backup}|shadow.backup",
                "shadow: {mode: clone}|shadow.clone",
                "policy: {max_lock_timeout_millis: 50}|min_lock_timeout_millis is at least 1",
                "policy: {pool_share: 1.5}|pool_share is above 0",
                "policy: {max_lock_timeout: 50}|unknown key \"max_lock_timeout\"",
                "shadow: {mode: cloud}|backup or clone",
                "shadow: {mode: clone, clone: postgres://dry@copy/shop}|disposable: true",
                "shadow: {clone: 'postgres://dry:secret@copy/shop', disposable: true}|holds a password"
            })
    void whatContradictsItselfIsRefused(String yaml, String why) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(GateException.class).hasMessageContaining(why);
    }

    @Test
    void aDatabaseInheritsWhatItDoesNotSay() throws Exception {
        GateConfig all = read(TWO);
        GateConfig shop = all.database(Optional.of("shop"));
        assertThat(shop.policy().smallRows()).isEqualTo(2000);
        assertThat(shop.policy().critical()).containsExactly("payments");
        assertThat(shop.policy().contextMaxAge()).contains(Duration.ofHours(6));
        assertThat(shop.shadow().mode()).isEqualTo("embedded");
        assertThat(shop.shadow().rows()).isEqualTo(1000);
        assertThat(shop.shadow().traffic()).isTrue();
        assertThat(shop.shadow().parallel()).hasValue(3);
        assertThat(read("").shadow().parallel()).isEmpty();
        assertThat(shop.source().context()).contains(folder.resolve("shop.json"));
        assertThat(shop.source().declared().poolSize()).isEqualTo(OptionalInt.of(250));
        Deployment deployment = shop.source().declared().deployment().orElseThrow();
        assertThat(deployment.deployWindow().orElseThrow().longest()).isEqualTo(Duration.ofHours(4));
        assertThat(deployment.invariants()).hasSize(1);
        GateConfig reports = all.database(Optional.of("reports"));
        assertThat(reports.policy().smallRows()).isEqualTo(500);
        assertThat(reports.policy().contextMaxAge()).contains(Duration.ofHours(24));
        assertThat(reports.shadow().mode()).isEqualTo("container");
        assertThat(reports.shadow().image()).contains("postgis/postgis:{major}");
    }

    @Test
    void extensionsAreTheOperatorsWord() throws Exception {
        assertThat(read("").shadow().extensions()).isEqualTo(ExtensionPolicy.DEFAULT);
        GateConfig config = read(
                "shadow: {extensions: [postgis], missing_extensions: stub}\ndatabases: {shop: {shadow: {missing_extensions: decide}}}");
        assertThat(config.shadow().extensions()).isEqualTo(new ExtensionPolicy(Set.of("postgis"), true));
        assertThat(config.database(Optional.of("shop")).shadow().extensions())
                .isEqualTo(new ExtensionPolicy(Set.of("postgis"), false));
    }

    @Test
    void theOnlyDatabaseNeedsNoName() throws Exception {
        assertThat(read("databases: {shop: {snapshot: s.json}}")
                        .database(Optional.empty())
                        .source()
                        .name())
                .contains("shop");
        assertThat(read(TWO).database(Optional.empty()).source().name()).isEmpty();
        assertThatThrownBy(() -> read(TWO).database(Optional.of("shopp")))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("It knows: shop, reports");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "databases: {shop: {url: 'postgres://u:secret@h/d'}} | holds a password",
                "databases: {shop: {url: 'jdbc:postgresql://h/d?password=secret'}} | holds a password",
                "databases: {shop: {urll: x}} | unknown key \"urll\"",
                "databases: {shop: {deployment: {windows: x}}} | windows",
                "databases: {shop: {deployment: {window: at night}}} | are no hours",
                "databases: {shop: {deployment: {style: fast}}} | style",
                "databases: {shop: } | is empty",
                "databases: {shop: {max_age: soon}} | soon",
                "databases: {shop: {pool_size: -1}} | pool_size",
                "shadow: {mode: docker} | shadow.mode",
                "shadow: {parallel: 0} | shadow.parallel",
                "shadow: {missing_extensions: ignore} | decide or stub",
                "shadow: {extensions: [postgis, dblink]} | dblink",
            })
    void mistakesAreNamed(String yaml, String words) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("lockkeeper.yaml")
                .hasMessageContaining(words)
                .message()
                .doesNotContain("secret@");
    }
}
