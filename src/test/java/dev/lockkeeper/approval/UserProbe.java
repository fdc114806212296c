package dev.lockkeeper.approval;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Runs as whoever starts it: makes a key, signs, verifies, logs, and tries another user's key. */
final class UserProbe {
    private UserProbe() {}

    /** Arguments: a home folder to use, and a key file of somebody else. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> environment = Map.of("HOME", arguments[0]);
        SigningKeys keys = new SigningKeys(environment, new SecureRandom());
        SigningKey key = keys.loadOrCreate(TrustLevel.LOCAL);
        System.out.println("mode " + PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.file())));
        System.out.println("uid " + Files.getAttribute(keys.file(), "unix:uid"));

        Bytes envelope = new ApprovalSigner(key, Samples.CLOCK)
                .sign(Samples.content(), Duration.ofHours(1))
                .bytes();
        Path repository = Path.of(arguments[0], "repository");
        keys.publish(key, repository);
        VerificationKeys trusted = VerificationKeys.read(repository.resolve(VerificationKeys.FOLDER));
        VerificationOutcome outcome =
                new ApprovalVerifier(trusted, Samples.CLOCK).verify(ApprovalFolder.of(Samples.folder(envelope)));
        System.out.println("approval " + outcome.getClass().getSimpleName());

        FileApprovalLog log = FileApprovalLog.inState(environment, Samples.CLOCK);
        log.append(new LogEvent(LogEvent.Kind.APPROVAL, "r-1", "me", new TreeMap<>()));
        System.out.println("log " + log.verify().getClass().getSimpleName());

        try {
            new SigningKeys(Map.of(SigningKeys.VARIABLE, arguments[1]), new SecureRandom())
                    .loadOrCreate(TrustLevel.LOCAL);
            System.out.println("foreign key readable");
        } catch (ApprovalException refused) {
            System.out.println("foreign key refused");
        }
    }
}
