package dev.lockkeeper.dryrun.backup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A dump of production as a file or folder.
 *
 * @param takenAt when its rows were production's, at the latest: given, else the older one of its own date and the file's
 * @param datedBy where that comes from, in words
 * @param bytes size on disk
 * @param archiveVersion for an archive, its format version
 */
public record BackupFile(
        Path path, BackupForm form, Instant takenAt, String datedBy, long bytes, Optional<Integer> archiveVersion) {
    private static final int TAR_MAGIC = 257;
    private static final int HEAD = 512;
    private static final String MAKE_ONE = "Make one with pg_dump -Fc DATABASE > FILE.";
    private static final Pattern STARTED =
            Pattern.compile("-- Started on (\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)\\b.*");

    /** Looks at the file; {@code given} is the operator's word on its date. */
    public static BackupFile inspect(Path path, Optional<Instant> given) throws BackupException {
        try {
            BackupForm form = form(path);
            Path head = form == BackupForm.DIRECTORY ? path.resolve("toc.dat") : path;
            Instant written = Files.getLastModifiedTime(head).toInstant();
            Optional<ArchiveHeader> archive = form.archive() ? Optional.of(archive(form, head)) : Optional.empty();
            Optional<Instant> own = archive.isPresent() ? archive.get().created() : started(form, path);
            if (given.isPresent() && given.get().isAfter(written)) {
                throw new BackupException(
                        path + " was written on " + written + ", before the date that is given for it (" + given.get()
                                + ")",
                        "Correct the date, or leave it out.");
            }
            boolean ownDate = own.isPresent() && own.get().isBefore(written);
            return new BackupFile(
                    path,
                    form,
                    given.orElse(ownDate ? own.get() : written),
                    given.isPresent() ? "as given" : ownDate ? "by its header" : "by the file's time",
                    FileSizes.of(path),
                    archive.map(ArchiveHeader::version));
        } catch (IOException e) {
            throw new BackupException("the backup " + path + " cannot be read: " + e.getMessage(), MAKE_ONE, e);
        }
    }

    /** Its name without folders, for reports. */
    public String name() {
        return String.valueOf(path.getFileName());
    }

    /** The oldest major whose pg_restore reads it, for an archive. */
    Optional<Integer> restoreMajor() {
        return archiveVersion.map(version -> new ArchiveHeader(version, Optional.empty()).major());
    }

    private static BackupForm form(Path path) throws IOException, BackupException {
        if (Files.isDirectory(path)) {
            if (Files.isRegularFile(path.resolve("toc.dat"))) {
                return BackupForm.DIRECTORY;
            }
            throw new BackupException(path + " is a folder without toc.dat, so no dump of pg_dump -Fd", MAKE_ONE);
        }
        if (!Files.isRegularFile(path)) {
            throw new BackupException("there is no backup " + path, MAKE_ONE);
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(path)) {
            head = in.readNBytes(HEAD);
        }
        String start = new String(head, StandardCharsets.ISO_8859_1);
        if (start.startsWith(ArchiveHeader.MAGIC)) {
            return BackupForm.CUSTOM;
        }
        if (start.startsWith("\u001f\u008b")) {
            return BackupForm.GZIP;
        }
        if (start.startsWith("ustar", TAR_MAGIC)) {
            return BackupForm.TAR;
        }
        if (start.isBlank() || start.indexOf('\0') >= 0) {
            throw new BackupException(path + " is not a dump that pg_dump writes", MAKE_ONE);
        }
        return BackupForm.PLAIN;
    }

    /** In a tar archive the table of contents is the first member. */
    private static ArchiveHeader archive(BackupForm form, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (form == BackupForm.TAR) {
                in.skipNBytes(HEAD);
            }
            return ArchiveHeader.read(in);
        }
    }

    /** {@code pg_dump --verbose} writes into the text when it began. */
    private static Optional<Instant> started(BackupForm form, Path path) throws IOException {
        try (InputStream raw = Files.newInputStream(path);
                InputStream text = form == BackupForm.GZIP ? new GZIPInputStream(raw) : raw;
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new BoundedInputStream(text, 16 << 10), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher date = STARTED.matcher(line);
                if (date.matches()) {
                    return Optional.of(
                            LocalDateTime.parse(date.group(1), DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"))
                                    .toInstant(ZoneOffset.UTC));
                }
            }
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
