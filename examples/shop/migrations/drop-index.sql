-- article 002, the other way round: an index goes while the shop reads
-- expect: input=hazardous verdict=needs_decision findings=drop-index-in-use,drop-index-blocks-reads,lock-queue-behind-long-query,lock-timeout-missing
DROP INDEX orders_status_idx;
