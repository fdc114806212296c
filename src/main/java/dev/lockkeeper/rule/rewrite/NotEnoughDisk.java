package dev.lockkeeper.rule.rewrite;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.DiskNeed;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A rewrite keeps the old file until it commits, and WAL beside it: a full disk stops the whole server. */
@AutoService(Rule.class)
public final class NotEnoughDisk implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        OptionalLong free = analysis.context().deployment().stream()
                .flatMapToLong(deployment -> deployment.diskFreeBytes().stream())
                .findFirst();
        return free.isEmpty()
                ? Stream.empty()
                : Scene.of(analysis).flatMap(scene -> hit(scene, free.getAsLong()).stream());
    }

    private static Optional<Hit> hit(Scene scene, long free) {
        return DiskNeed.of(scene.at(), scene.analysis().context())
                .filter(need -> need.bytes() > free / 2)
                .map(need -> {
                    Hit hit = scene.hit(
                            need.table(),
                            "needs about " + TableSize.humanBytes(need.bytes()) + " of disk (" + need.what() + " of "
                                    + scene.sized(need.table()) + "), and " + TableSize.humanBytes(free)
                                    + " are free.",
                            "Make room first, or use a form that writes less at a time; a full disk stops the server.");
                    return need.bytes() > free ? hit : hit.as(Severity.WARNING);
                });
    }
}
