package dev.lockkeeper.rule.replication;

import com.google.auto.service.AutoService;
import dev.lockkeeper.context.ServerFacts.Replica;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.DiskNeed;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** WAL of a rewrite stays on disk as long as the slowest replication slot has not read it. */
@AutoService(Rule.class)
public final class SlotKeepsWal implements Rule {
    /** A slot that keeps this much is behind already: 16 WAL segments of usual size. */
    private static final long BEHIND_BYTES = 16L * 16 * 1024 * 1024;

    private static final long MUCH_BYTES = 1L << 30;

    @Override
    public Stream<Hit> check(Analysis analysis) {
        Optional<Replica> slowest = analysis.context().server().replicas().stream()
                .filter(replica -> replica.walKeptBytes().orElse(0) > BEHIND_BYTES)
                .max(Comparator.comparingLong(replica -> replica.walKeptBytes().orElse(0)));
        return slowest.stream().flatMap(replica -> Scene.of(analysis).flatMap(scene -> hit(scene, replica).stream()));
    }

    private static Optional<Hit> hit(Scene scene, Replica replica) {
        return DiskNeed.of(scene.at(), scene.analysis().context())
                .filter(need -> need.bytes() / 2 > MUCH_BYTES)
                .map(need -> scene.hit(
                        need.table(),
                        "writes about " + TableSize.humanBytes(need.bytes() / 2) + " of WAL, and the slot "
                                + replica.slot().orElse(replica.name()) + " already keeps "
                                + TableSize.humanBytes(replica.walKeptBytes().orElse(0))
                                + " that nobody has read: WAL fills the disk"
                                + scene.analysis()
                                        .context()
                                        .setting("max_slot_wal_keep_size")
                                        .filter(size -> !size.equals("-1"))
                                        .map(size -> ", or the slot is lost at max_slot_wal_keep_size = " + size)
                                        .orElse("")
                                + ".",
                        "Let the replica catch up or drop the dead slot first, and write in batches."));
    }
}
