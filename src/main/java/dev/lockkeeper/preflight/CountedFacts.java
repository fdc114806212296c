package dev.lockkeeper.preflight;

import dev.lockkeeper.context.DataFact;
import dev.lockkeeper.context.ProductionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts counts into a context: a new count replaces the old one of the same query, what failed changes nothing. */
public final class CountedFacts {
    private CountedFacts() {}

    public static ProductionContext in(ProductionContext context, List<Answered> answers) {
        List<DataFact> facts = new ArrayList<>(context.server().dataFacts());
        for (Answered answered : answers) {
            if (answered.answer() instanceof Answer.Counted counted
                    && answered.check().question() instanceof Check.Question.Count asked) {
                DataFact fact = new DataFact(
                        answered.check().table(), asked.query(), counted.count(), Optional.of(counted.at()));
                facts.removeIf(
                        old -> old.table().equals(fact.table()) && old.query().equals(fact.query()));
                facts.add(fact);
            }
        }
        return context.withDataFacts(facts);
    }
}
