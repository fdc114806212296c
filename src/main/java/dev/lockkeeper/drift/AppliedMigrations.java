package dev.lockkeeper.drift;

import dev.lockkeeper.drift.DriftReport.MigrationState;
import dev.lockkeeper.drift.DriftReport.MigrationState.State;
import dev.lockkeeper.drift.MigrationHistory.MigrationFile;
import dev.lockkeeper.effect.Framework;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What a runner wrote into its own table: by migration, its checksum where the runner keeps one. Read from a CSV export
 * with a header ({@code psql -c "COPY flyway_schema_history TO STDOUT CSV HEADER"}).
 */
public record AppliedMigrations(Map<String, Optional<String>> checksums) {
    private static final List<String> NAMES = List.of("script", "migration_name", "filename", "version", "version_id");

    public AppliedMigrations {
        checksums = Map.copyOf(checksums);
    }

    public static AppliedMigrations read(Path file) throws HistoryException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new HistoryException(file + ": cannot be read. Check the path given with --applied.", e);
        }
        List<String> header =
                lines.isEmpty() ? List.of() : fields(lines.getFirst().toLowerCase(Locale.ROOT));
        int name = NAMES.stream()
                .mapToInt(header::indexOf)
                .filter(at -> at >= 0)
                .findFirst()
                .orElse(-1);
        if (name < 0) {
            throw new HistoryException(file + ": the first line must name the columns, one of them "
                    + String.join(", ", NAMES)
                    + ". Export the runner's table with: COPY flyway_schema_history TO STDOUT CSV HEADER.");
        }
        int checksum = header.indexOf("checksum");
        int success = header.indexOf("success");
        Map<String, Optional<String>> checksums = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> fields = fields(line);
            boolean ran = success < 0
                    || success >= fields.size()
                    || fields.get(success).startsWith("t");
            if (name < fields.size() && !fields.get(name).isEmpty() && ran) {
                checksums.put(
                        fields.get(name),
                        checksum >= 0 && checksum < fields.size()
                                ? Optional.of(fields.get(checksum)).filter(text -> !text.isEmpty())
                                : Optional.empty());
            }
        }
        return new AppliedMigrations(checksums);
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().strip());
        return fields;
    }

    /** The runner's word comes before what the schema shows. */
    List<MigrationState> judge(MigrationHistory history, List<MigrationState> shown) {
        List<MigrationState> judged = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (int i = 0; i < history.files().size(); i++) {
            MigrationFile file = history.files().get(i);
            Optional<String> key = key(file);
            key.ifPresent(known::add);
            Optional<String> written = key.flatMap(found -> checksums.getOrDefault(found, Optional.empty()));
            Optional<String> own = checksum(history.framework(), file.text());
            if (key.isEmpty()) {
                judged.add(new MigrationState(file.name(), State.NOT_APPLIED, "the runner's table does not have it"));
            } else if (written.isPresent() && own.isPresent() && !written.equals(own)) {
                judged.add(new MigrationState(
                        file.name(),
                        State.EDITED,
                        "the runner's checksum is " + written.get() + ", the file's is " + own.get()));
            } else {
                judged.add(shown.get(i));
            }
        }
        checksums.keySet().stream()
                .filter(name -> !known.contains(name) && !name.startsWith("<<"))
                .sorted()
                .forEach(name -> judged.add(new MigrationState(
                        name, State.FILE_MISSING, "the runner's table has it, the folder does not")));
        return judged;
    }

    /** The entry for a file: its name, its folder's name, or the version at its beginning. */
    private Optional<String> key(MigrationFile file) {
        String base = file.name().substring(file.name().lastIndexOf('/') + 1);
        String folder =
                file.name().contains("/") ? file.name().substring(0, file.name().lastIndexOf('/')) : "";
        String version = base.replaceFirst("^V?(\\d+(?:[._]\\d+)*).*$", "$1");
        return List.of(
                        file.name(),
                        base,
                        base.replaceFirst("\\.sql$", ""),
                        folder,
                        version,
                        version.replace('_', '.'),
                        version.replaceFirst("^0+(?=\\d)", ""))
                .stream()
                .filter(name -> !name.isEmpty() && checksums.containsKey(name))
                .findFirst();
    }

    /** Flyway: CRC-32 over the lines without their ends, signed; Prisma: SHA-256 of the file. Others keep none, or another. */
    private static Optional<String> checksum(Framework framework, String text) {
        return switch (framework) {
            case FLYWAY -> {
                CRC32 crc = new CRC32();
                text.replaceFirst("^\\uFEFF", "")
                        .lines()
                        .forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
                yield Optional.of(Integer.toString((int) crc.getValue()));
            }
            case PRISMA -> {
                try {
                    yield Optional.of(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8))));
                } catch (NoSuchAlgorithmException e) {
                    throw new IllegalStateException("this JDK has no SHA-256", e);
                }
            }
            case PLAIN, LIQUIBASE, RAILS, ALEMBIC, DJANGO, GOLANG_MIGRATE, DBMATE, GOOSE, SQITCH -> Optional.empty();
        };
    }
}
