-- article 002: a rename under running code
-- expect: input=hazardous verdict=approved findings=lock-timeout-missing,rename-breaks-running-code
ALTER TABLE users RENAME COLUMN name TO full_name;
