-- What the merchant sells, and the history of service accounts.

CREATE TABLE catalogue (
    id     TEXT PRIMARY KEY,
    format INTEGER NOT NULL,
    body   TEXT NOT NULL,
    base   INTEGER NOT NULL DEFAULT 0,
    digest INTEGER NOT NULL DEFAULT 0
);

-- The customer whose account an entry is about; an entry is about an order or about an account.
ALTER TABLE history ADD COLUMN account TEXT;

CREATE INDEX history_of_account ON history (account, id) WHERE account IS NOT NULL;
