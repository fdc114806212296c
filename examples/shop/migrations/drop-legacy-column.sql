-- article 000: a column that a weekly job still reads
-- expect: input=hazardous verdict=needs_decision findings=drop-still-in-use
ALTER TABLE orders DROP COLUMN legacy_code;
