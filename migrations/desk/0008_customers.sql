-- What agents do on a customer's own record. The entry says that something was done, never what was typed: history is
-- never rewritten, and a customer who is erased must be gone from it too.
ALTER TABLE history ADD COLUMN person TEXT;

CREATE INDEX history_of_customer ON history (person, id) WHERE person IS NOT NULL;
