-- articles 002 and 003: a column that old rows cannot have
-- expect: input=hazardous verdict=rejected findings=add-not-null-column-fails,lock-timeout-missing
ALTER TABLE users ADD COLUMN country text NOT NULL;
