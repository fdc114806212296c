-- article 001: NOT VALID and VALIDATE, but in one transaction
-- expect: input=hazardous verdict=approved findings=validate-in-same-transaction,foreign-key-without-index,lock-timeout-missing
BEGIN;
ALTER TABLE customers ADD CONSTRAINT customers_contact_fkey FOREIGN KEY (contact_user_id) REFERENCES users (id) NOT VALID;
ALTER TABLE customers VALIDATE CONSTRAINT customers_contact_fkey;
COMMIT;
