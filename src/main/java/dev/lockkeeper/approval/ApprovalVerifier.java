package dev.lockkeeper.approval;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Files, envelopes, public keys and the time → whether the approvals hold, without network. A name in an
 * envelope is relative to the envelope's own folder. Everything that is wrong is reported, not only the first.
 */
public final class ApprovalVerifier {
    private final EnvelopeJudge judge;
    private final Predicate<SignedDatabase> database;

    public ApprovalVerifier(VerificationKeys keys, Clock clock) {
        this(keys, clock, any -> true);
    }

    /** {@code database} says which databases the files are for. */
    public ApprovalVerifier(VerificationKeys keys, Clock clock, Predicate<SignedDatabase> database) {
        this.judge = new EnvelopeJudge(keys, clock);
        this.database = database;
    }

    /** The whole folder: every envelope in it must hold, and every {@code .sql} file must be signed by one. */
    public VerificationOutcome verify(ApprovalFolder folder) {
        return verify(folder, name -> true, true);
    }

    /**
     * Only what a change touched: each changed file, whatever its name ends with, must be signed, and every envelope that was
     * changed or signs a changed (or deleted) file must hold. Older files and envelopes are left alone; an envelope
     * may only be deleted together with the {@code .sql} files beside it.
     */
    public VerificationOutcome verifyChanged(ApprovalFolder folder, Set<String> changed) {
        VerificationOutcome outcome = verify(folder, Set.copyOf(changed)::contains, false);
        List<Refusal> deleted = changed.stream()
                .filter(name ->
                        ApprovalFolder.isEnvelope(name) && folder.find(name).isEmpty())
                .filter(name -> sqlBeside(folder, name.substring(0, name.lastIndexOf('/') + 1)))
                .sorted()
                .map(name -> new Refusal(
                        Refusal.Code.NO_ENVELOPE, name, "was deleted, and the files beside it are still there"))
                .toList();
        if (deleted.isEmpty()) {
            return outcome;
        }
        List<Refusal> reasons = new ArrayList<>(deleted);
        if (outcome instanceof VerificationOutcome.Invalid(List<Refusal> others)) {
            reasons.addAll(others);
        }
        return new VerificationOutcome.Invalid(reasons);
    }

    /** What these envelopes sign, by names like the envelopes' own; what is not authentic signs nothing. */
    public Set<String> signedNames(Map<String, Bytes> envelopes) {
        Set<String> names = new TreeSet<>();
        envelopes.forEach((envelope, bytes) -> {
            String base = envelope.substring(0, envelope.lastIndexOf('/') + 1);
            try {
                judge.authenticate(bytes)
                        .statement()
                        .content()
                        .subjects()
                        .forEach(subject -> names.add(base + subject.name()));
            } catch (Refused refused) {
                // Whoever asks about its files is told so by verify.
            }
        });
        return names;
    }

    private static boolean sqlBeside(ApprovalFolder folder, String base) {
        return folder.entries().keySet().stream()
                .anyMatch(name ->
                        name.startsWith(base) && name.indexOf('/', base.length()) < 0 && ApprovalFolder.isSql(name));
    }

    private VerificationOutcome verify(ApprovalFolder folder, Predicate<String> changed, boolean needsEnvelope) {
        List<VerifiedApproval> approvals = new ArrayList<>();
        List<Refusal> reasons = new ArrayList<>();
        List<Refusal> unauthentic = new ArrayList<>();
        Set<String> signed = new HashSet<>();
        boolean envelopeSeen = false;
        for (var entry : folder.entries().entrySet()) {
            String name = entry.getKey();
            if (!ApprovalFolder.isEnvelope(name)) {
                continue;
            }
            envelopeSeen = true;
            try {
                EnvelopeJudge.Authentic authentic = judge.authenticate(content(entry.getValue()));
                String base = name.substring(0, name.lastIndexOf('/') + 1);
                Set<String> named = new TreeSet<>();
                authentic.statement().content().subjects().forEach(subject -> named.add(base + subject.name()));
                signed.addAll(named);
                if (changed.test(name) || named.stream().anyMatch(changed)) {
                    covered(folder, name, base, authentic, reasons).ifPresent(approvals::add);
                }
            } catch (Refused refused) {
                (changed.test(name) ? reasons : unauthentic).add(refused.in(name));
            }
        }
        if (needsEnvelope && !envelopeSeen) {
            reasons.add(new Refusal(
                    Refusal.Code.NO_ENVELOPE, DsseEnvelope.FILE_NAME, "is missing, so nothing here is approved"));
        }
        List<Refusal> unsigned = unsigned(folder, changed, signed, needsEnvelope);
        if (!unsigned.isEmpty()) {
            // An envelope nobody touched may be the one that was meant to cover these files: say what ails it.
            reasons.addAll(unauthentic);
        }
        reasons.addAll(unsigned);
        return reasons.isEmpty() ? new VerificationOutcome.Valid(approvals) : new VerificationOutcome.Invalid(reasons);
    }

    private Optional<VerifiedApproval> covered(
            ApprovalFolder folder,
            String envelope,
            String base,
            EnvelopeJudge.Authentic authentic,
            List<Refusal> reasons) {
        int before = reasons.size();
        try {
            judge.refuseDates(authentic.statement());
            Refused.otherDatabase(authentic.statement(), database);
        } catch (Refused refused) {
            reasons.add(refused.in(envelope));
        }
        TreeMap<String, Bytes> files = new TreeMap<>();
        for (Subject subject : authentic.statement().content().subjects()) {
            String name = base + subject.name();
            Optional<ApprovalFolder.Entry> entry = folder.find(name);
            if (entry.isEmpty()) {
                reasons.add(missing(folder, name, envelope, subject.digest()));
                continue;
            }
            try {
                Bytes bytes = content(entry.get());
                if (!bytes.sha256().equals(subject.digest())) {
                    throw new Refused(Refusal.Code.CHANGED_FILE, "is not the file that " + envelope + " signs");
                }
                files.put(subject.name(), bytes);
            } catch (Refused refused) {
                reasons.add(refused.in(name));
            }
        }
        return reasons.size() == before
                ? Optional.of(new VerifiedApproval(envelope, authentic.statement(), authentic.key(), files))
                : Optional.empty();
    }

    private static Refusal missing(ApprovalFolder folder, String name, String envelope, Sha256 digest) {
        return folder.entries().entrySet().stream()
                .filter(entry -> entry.getValue() instanceof ApprovalFolder.Entry.Content(Bytes bytes)
                        && bytes.sha256().equals(digest))
                .findFirst()
                .map(twin -> new Refusal(
                        Refusal.Code.RENAMED_FILE, name, "is missing; the same bytes are in " + twin.getKey()))
                .orElseGet(() ->
                        new Refusal(Refusal.Code.MISSING_FILE, name, "is signed by " + envelope + " and missing"));
    }

    /** In a whole folder reports lie beside the migrations; among changed files only migrations were asked about. */
    private static List<Refusal> unsigned(
            ApprovalFolder folder, Predicate<String> changed, Set<String> signed, boolean sqlOnly) {
        List<Refusal> reasons = new ArrayList<>();
        folder.entries().forEach((name, entry) -> {
            // Behind a link to a folder, or in one that cannot be read, there may be SQL that a runner would find.
            boolean unseen = name.endsWith("/");
            String plain = unseen ? name.substring(0, name.length() - 1) : name;
            boolean asked = unseen || (sqlOnly ? ApprovalFolder.isSql(name) : !ApprovalFolder.isEnvelope(name));
            if (asked && changed.test(plain) && !signed.contains(plain)) {
                reasons.add(
                        switch (entry) {
                            case ApprovalFolder.Entry.Content content ->
                                new Refusal(Refusal.Code.UNSIGNED_FILE, plain, "is not signed by any approval here");
                            case ApprovalFolder.Entry.Link link ->
                                new Refusal(Refusal.Code.SYMBOLIC_LINK, plain, "is a symbolic link");
                            case ApprovalFolder.Entry.Unread(String why) ->
                                new Refusal(Refusal.Code.UNREADABLE_FILE, plain, why);
                        });
            }
        });
        return reasons;
    }

    private static Bytes content(ApprovalFolder.Entry entry) throws Refused {
        return switch (entry) {
            case ApprovalFolder.Entry.Content(Bytes bytes) -> bytes;
            case ApprovalFolder.Entry.Link() -> throw new Refused(Refusal.Code.SYMBOLIC_LINK, "is a symbolic link");
            case ApprovalFolder.Entry.Unread(String why) -> throw new Refused(Refusal.Code.UNREADABLE_FILE, why);
        };
    }
}
