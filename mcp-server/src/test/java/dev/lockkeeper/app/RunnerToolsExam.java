package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files for the runners that the operating system's or npm's packages have, run by them: forward, back, and forward
 * again. A tool that is not installed is skipped with the command that installs it.
 */
@Tag("exam")
class RunnerToolsExam {
    private static final String NUMBER = "20261101120000";
    private static ApplyBench bench;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        bench = ApplyBench.start(ApplyBench.MAJOR);
    }

    @AfterAll
    static void stop() throws Exception {
        bench.close();
    }

    private RunnerBench runner() throws Exception {
        return new RunnerBench(bench, bench.cli(folder), folder);
    }

    /** What the review wrote for the runner, verified by itself and copied to where the runner looks. */
    private void emitted(RunnerBench runner, String framework, Path target) throws Exception {
        Path files = runner.review(framework, NUMBER + "_token.sql", RunnerBench.CHANGE)
                .resolve(framework);
        RunnerBench.everyByteIsSigned(bench.cli(folder), files);
        copy(files, target);
        assertThat(bench.cli(folder).run("verify", target.toString()).code()).isZero();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private static void upDownUp(RunnerBench runner, RunnerBench.Command up, RunnerBench.Command down, String dropOwn)
            throws Exception {
        runner.givesUpWaiting(up);
        up.run();
        assertThat(bench.one("target", "SELECT to_regclass('public.orders_by_status') IS NOT NULL"))
                .isEqualTo("t");
        down.run();
        bench.admin("target", dropOwn);
        assertThat(bench.fingerprint("target")
                        .structure()
                        .differences(runner.before().structure()))
                .isEmpty();
        up.run();
        bench.admin("target", dropOwn);
        runner.appliedLike(RunnerBench.CHANGE);
    }

    @Test
    void sqitch() throws Exception {
        RunnerBench.needs("apt-get install sqitch libdbd-pg-perl", "sqitch", "--version");
        RunnerBench runner = runner();
        Path project = folder.resolve("project");
        emitted(runner, "sqitch", project);
        Files.writeString(project.resolve("sqitch.conf"), "[core]\n\tengine = pg\n");
        Files.writeString(
                project.resolve("sqitch.plan"),
                "%syntax-version=1.0.0\n%project=shop\n\n" + Files.readString(project.resolve("sqitch.plan.add")));
        Map<String, String> environment = new HashMap<>(runner.libpq());
        environment.putAll(Map.of("SQITCH_FULLNAME", "Test", "SQITCH_EMAIL", "test@example.com"));
        upDownUp(
                runner,
                () -> RunnerBench.run(
                        project, environment, "sqitch", "deploy", "--mode", "change", "--verify", "db:pg:target"),
                () -> RunnerBench.run(project, environment, "sqitch", "revert", "-y", "db:pg:target"),
                "DROP SCHEMA sqitch CASCADE");
    }

    @Test
    void django() throws Exception {
        RunnerBench.needs(
                "apt-get install python3-django python3-psycopg2", "/usr/bin/python3", "-c", "import django, psycopg2");
        RunnerBench runner = runner();
        Path site = folder.resolve("site");
        emitted(runner, "django", site.resolve("shop/migrations"));
        Files.writeString(site.resolve("shop/__init__.py"), "");
        Files.writeString(site.resolve("shop/migrations/__init__.py"), "");
        Files.writeString(
                site.resolve("settings.py"), """
                INSTALLED_APPS = ["shop"]
                SECRET_KEY = "x"
                DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1",
                    "PORT": "%s", "NAME": "target", "USER": "%s", "PASSWORD": "%s"}}
                """.formatted(bench.server.port(), ApplyBench.ROLE, ApplyBench.PASSWORD));
        String[] migrate = {"/usr/bin/python3", "-m", "django", "migrate", "--settings=settings"};
        upDownUp(
                runner,
                () -> RunnerBench.run(site, Map.of(), migrate),
                () -> RunnerBench.run(
                        site,
                        Map.of(),
                        Stream.concat(Stream.of(migrate), Stream.of("shop", "zero"))
                                .toArray(String[]::new)),
                "DROP TABLE django_migrations");
    }

    @Test
    void alembic() throws Exception {
        RunnerBench.needs("apt-get install alembic python3-psycopg2", "/usr/bin/alembic", "--version");
        RunnerBench runner = runner();
        Path home = folder.resolve("home");
        emitted(runner, "alembic", home.resolve("alembic/versions"));
        Files.writeString(home.resolve("alembic.ini"), "[alembic]\nscript_location = alembic\n");
        // All revisions in one transaction, as Alembic has it by default.
        Files.writeString(home.resolve("alembic/env.py"), """
                from alembic import context
                from sqlalchemy import create_engine

                engine = create_engine("postgresql+psycopg2://%s:%s@127.0.0.1:%s/target")
                with engine.connect() as connection:
                    context.configure(connection=connection)
                    with context.begin_transaction():
                        context.run_migrations()
                """.formatted(
                        ApplyBench.ROLE, ApplyBench.PASSWORD, bench.server.port()));
        upDownUp(
                runner,
                () -> RunnerBench.run(home, Map.of(), "/usr/bin/alembic", "upgrade", "head"),
                () -> RunnerBench.run(home, Map.of(), "/usr/bin/alembic", "downgrade", "base"),
                "DROP TABLE alembic_version");
    }

    @Test
    void rails() throws Exception {
        RunnerBench.needs(
                "apt-get install ruby-activerecord ruby-pg",
                "/usr/bin/ruby",
                "-e",
                "require 'active_record'; require 'pg'");
        RunnerBench runner = runner();
        Path app = folder.resolve("app");
        emitted(runner, "rails", app.resolve("db/migrate"));
        Files.writeString(
                app.resolve("migrate.rb"), """
                require "active_record"
                ActiveRecord::Base.establish_connection(adapter: "postgresql", host: "127.0.0.1", port: %s,
                  database: "target", username: "%s", password: "%s")
                context = ActiveRecord::MigrationContext.new("db/migrate", ActiveRecord::SchemaMigration)
                ARGV[0] == "up" ? context.up : context.down(0)
                """.formatted(bench.server.port(), ApplyBench.ROLE, ApplyBench.PASSWORD));
        upDownUp(
                runner,
                () -> RunnerBench.run(app, Map.of(), "/usr/bin/ruby", "migrate.rb", "up"),
                () -> RunnerBench.run(app, Map.of(), "/usr/bin/ruby", "migrate.rb", "down"),
                "DROP TABLE schema_migrations, ar_internal_metadata");
    }

    @Test
    void dbmate() throws Exception {
        RunnerBench.needs("npm install -g dbmate", "dbmate", "--version");
        RunnerBench runner = runner();
        Path migrations = folder.resolve("migrations");
        emitted(runner, "dbmate", migrations);
        int files;
        try (Stream<Path> all = Files.list(migrations)) {
            files = (int) all.filter(file -> file.toString().endsWith(".sql")).count();
        }
        List<String> dbmate = List.of(
                "dbmate",
                "--url",
                "postgres://" + ApplyBench.ROLE + ":" + ApplyBench.PASSWORD + "@127.0.0.1:" + bench.server.port()
                        + "/target?sslmode=disable",
                "--migrations-dir",
                migrations.toString(),
                "--no-dump-schema");
        upDownUp(
                runner,
                () -> RunnerBench.run(folder, Map.of(), with(dbmate, "migrate")),
                () -> {
                    for (int i = 0; i < files; i++) {
                        RunnerBench.run(folder, Map.of(), with(dbmate, "rollback"));
                    }
                },
                "DROP TABLE schema_migrations");
    }

    /**
     * Prisma's schema engine is a binary that only Prisma's own server has, but npm's package holds it as WebAssembly too.
     * That one's driver cuts a script at every semicolon, so it gets the native engine's way here: one string.
     */
    @Test
    void prisma() throws Exception {
        RunnerBench.needs("apt-get install npm", "npm", "--version");
        RunnerBench runner = runner();
        Path app = folder.resolve("app");
        emitted(runner, "prisma", app.resolve("prisma/migrations"));
        Files.writeString(app.resolve("package.json"), "{\"private\": true}");
        RunnerBench.run(
                app,
                Map.of(),
                "npm",
                "install",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "prisma@6.19.3",
                "@prisma/adapter-pg@7.10.1");
        String url = "postgresql://" + ApplyBench.ROLE + ":" + ApplyBench.PASSWORD + "@127.0.0.1:" + bench.server.port()
                + "/target";
        Files.writeString(app.resolve("prisma/migrations/migration_lock.toml"), "provider = \"postgresql\"\n");
        Files.writeString(
                app.resolve("prisma/schema.prisma"),
                "datasource db {\n  provider = \"postgresql\"\n  url = \"" + url + "\"\n}\n");
        Files.writeString(app.resolve("prisma.config.ts"), """
                import { defineConfig } from "prisma/config";
                import { PrismaPg } from "@prisma/adapter-pg";
                class OneString extends PrismaPg {
                  async connect() {
                    const adapter = await super.connect();
                    adapter.executeScript = async (script) => { await adapter.client.query(script); };
                    return adapter;
                  }
                }
                export default defineConfig({
                  experimental: { adapter: true },
                  engine: "js",
                  schema: "prisma/schema.prisma",
                  adapter: async () => new OneString({ connectionString: "%s" }),
                });
                """.formatted(url));
        Path engine = Files.createFile(app.resolve("not-used.so.node"));
        // A database with tables and no history is baselined: Prisma calls that resolving an empty first migration.
        Path baseline = Files.createDirectories(app.resolve("prisma/migrations/20200101000000_baseline"));
        Files.writeString(baseline.resolve("migration.sql"), "");
        Map<String, String> environment = Map.of(
                "PRISMA_QUERY_ENGINE_LIBRARY",
                engine.toString(),
                "PRISMA_SCHEMA_ENGINE_BINARY",
                "/bin/true",
                "CHECKPOINT_DISABLE",
                "1");
        RunnerBench.run(
                app, environment, "npx", "prisma", "migrate", "resolve", "--applied", "20200101000000_baseline");
        RunnerBench.run(app, environment, "npx", "prisma", "migrate", "deploy");
        runner.appliedLike(RunnerBench.CHANGE, "_prisma_migrations");
    }

    private static String[] with(List<String> command, String more) {
        return Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new);
    }
}
