-- article 002, the other way round: an index goes while the shop reads
-- expect: input=hazardous verdict=approved findings=drop-index-blocks-reads,lock-queue-behind-long-query,lock-timeout-missing
DROP INDEX orders_status_idx;
