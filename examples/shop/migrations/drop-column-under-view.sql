-- article 004: the last step of its type change, while a view still reads the column
-- expect: input=hazardous verdict=rejected findings=destroys-data,drop-still-in-use,lock-queue-behind-long-query,lock-timeout-missing,missing-rollback,refused-by-server
ALTER TABLE orders DROP COLUMN total;
