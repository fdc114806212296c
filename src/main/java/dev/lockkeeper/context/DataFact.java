package dev.lockkeeper.context;

import dev.lockkeeper.pg.QualifiedName;
import java.time.Instant;
import java.util.Optional;

/** An exact count made on production or a fresh copy: {@code query} and what it returned. */
public record DataFact(QualifiedName table, String query, long count, Optional<Instant> countedAt) {}
