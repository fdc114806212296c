package dev.lockkeeper.gate;

import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.RunnerFile;
import dev.lockkeeper.effect.RunnerSwitch;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A file as the user has it, to the migration that its runner makes of it. */
public final class RunnerInput {
    private RunnerInput() {}

    /**
     * The runner is the one said, else the one whose naming or markers the file has, else plain. A way back that stands
     * in the same file is the rollback, unless another one is given.
     */
    public static MigrationRequest of(
            String name,
            byte[] bytes,
            Optional<MigrationRequest.Down> down,
            Optional<Framework> said,
            String requester) {
        return of(name, bytes, down, Optional.empty(), said, requester);
    }

    /** The same with what a file beside it says, which is more than its name does. */
    public static MigrationRequest of(
            String name,
            byte[] bytes,
            Optional<MigrationRequest.Down> down,
            Optional<RunnerSwitch> beside,
            Optional<Framework> said,
            String requester) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Framework framework = said.or(() -> beside.map(RunnerSwitch::framework))
                .or(() -> Framework.detect(name, text))
                .orElse(Framework.PLAIN);
        RunnerFile file = RunnerFile.of(framework, text);
        byte[] up = file.up().length() == text.length() && file.up().equals(text)
                ? bytes
                : file.up().getBytes(StandardCharsets.UTF_8);
        Optional<MigrationRequest.Down> own = file.down()
                .map(sql -> new MigrationRequest.Down(name + " (down)", sql.getBytes(StandardCharsets.UTF_8)));
        return new MigrationRequest(name, up, down.or(() -> own), framework, requester).beside(beside);
    }
}
