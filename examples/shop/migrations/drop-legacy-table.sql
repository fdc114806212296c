-- article 000: nothing seems to read it any more
-- expect: input=hazardous verdict=needs_decision findings=destroys-data,lock-timeout-missing,missing-rollback
DROP TABLE legacy_exports;
