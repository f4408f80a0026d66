-- The replica of one desk. Bodies (JSON, with their format) are the truth; every other column of an aggregate is an
-- index of its body and can be rebuilt from it.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- How many rows a table has, kept by whoever writes it: counting a million encrypted rows takes longer than a search.
CREATE TABLE tally (
    name TEXT PRIMARY KEY,
    rows INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO tally VALUES ('customer', 0), ('orders', 0);

CREATE TABLE customer (
    rowid    INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    version  INTEGER NOT NULL,
    format   INTEGER NOT NULL,
    name     TEXT NOT NULL,
    email    TEXT,
    town     TEXT,
    postcode TEXT,
    flags    INTEGER NOT NULL,
    body     TEXT NOT NULL
);

CREATE TABLE orders (
    rowid     INTEGER PRIMARY KEY,
    number    TEXT NOT NULL UNIQUE,
    customer  INTEGER REFERENCES customer (rowid),
    placed_at INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    format    INTEGER NOT NULL,
    flags     INTEGER NOT NULL,
    summary   TEXT NOT NULL,
    body      TEXT NOT NULL
);

CREATE INDEX orders_of_customer ON orders (customer, placed_at, flags);

CREATE TABLE account (
    rowid    INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL REFERENCES customer (rowid),
    version  INTEGER NOT NULL,
    format   INTEGER NOT NULL,
    body     TEXT NOT NULL
);

CREATE INDEX account_of_customer ON account (customer);

-- Everything done, in the order in which it was done. Never rewritten: corrections are further entries.
CREATE TABLE history (
    id             INTEGER PRIMARY KEY,
    at             TEXT NOT NULL,
    agent          TEXT NOT NULL,
    kind           TEXT NOT NULL,
    customer       INTEGER,
    order_number   TEXT,
    command_id     TEXT UNIQUE,
    undoes         TEXT UNIQUE,
    command        TEXT,
    outcome        TEXT,
    version_before INTEGER,
    version_after  INTEGER
);

CREATE INDEX history_of_order ON history (order_number, id);

CREATE TRIGGER history_is_never_rewritten BEFORE UPDATE ON history
BEGIN
    SELECT RAISE(ABORT, 'history is never rewritten');
END;

CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history
BEGIN
    SELECT RAISE(ABORT, 'history is never deleted');
END;

-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER history_is_never_replaced BEFORE INSERT ON history
WHEN EXISTS (
    SELECT 1 FROM history
    WHERE id = NEW.id OR command_id = NEW.command_id OR undoes = NEW.undoes
)
BEGIN
    SELECT RAISE(ABORT, 'history is never replaced');
END;

-- What waits for the centre. `before` is the body to put back when the command is withdrawn before it is sent.
CREATE TABLE outbox (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    command_id   TEXT NOT NULL UNIQUE,
    order_number TEXT NOT NULL,
    payload      TEXT NOT NULL,
    before       TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'withdrawn', 'sent'))
);

CREATE INDEX outbox_waiting ON outbox (state, order_number);

CREATE TABLE rma (
    number       TEXT PRIMARY KEY,
    order_number TEXT NOT NULL,
    command_id   TEXT UNIQUE
) WITHOUT ROWID;

-- Counters of numbered series, moved inside the transaction that uses the number.
CREATE TABLE counter (
    series TEXT PRIMARY KEY,
    next   INTEGER NOT NULL
) WITHOUT ROWID;

-- Documents as they were issued: bytes, never rendered anew.
CREATE TABLE document (
    kind         TEXT NOT NULL,
    number       TEXT NOT NULL,
    language     TEXT NOT NULL,
    order_number TEXT NOT NULL,
    issued_on    TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    pdf          BLOB NOT NULL,
    PRIMARY KEY (kind, number, language)
);

-- Search: exact identifiers (one row each) …
CREATE TABLE identifier (
    kind   INTEGER NOT NULL,
    token  TEXT NOT NULL,
    target INTEGER NOT NULL,
    PRIMARY KEY (kind, token, target)
) WITHOUT ROWID;

-- … and words of names and places. A word's postings are customers' row numbers, 65,536 to a chunk, two bytes each;
-- the key is word × 65,536 + chunk.
CREATE TABLE word (
    id    INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    shown TEXT NOT NULL,
    uses  INTEGER NOT NULL
);

CREATE TABLE posting (
    key  INTEGER PRIMARY KEY,
    rows BLOB NOT NULL
);

-- What is left of a word when one or two letters are dropped: two words a typo apart meet here.
CREATE TABLE slip (
    token TEXT NOT NULL,
    word  INTEGER NOT NULL,
    PRIMARY KEY (token, word)
) WITHOUT ROWID;

-- Letters in front of order numbers, so that the digits alone find an order.
CREATE TABLE number_prefix (
    letters TEXT PRIMARY KEY
) WITHOUT ROWID;

-- Imports: how far one got, and what it has already taken.
CREATE TABLE import_batch (
    source     TEXT PRIMARY KEY,
    checkpoint TEXT NOT NULL,
    finished   INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE import_taken (
    source  TEXT NOT NULL,
    invoice TEXT NOT NULL,
    PRIMARY KEY (source, invoice)
) WITHOUT ROWID;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE recent (
    customer INTEGER PRIMARY KEY REFERENCES customer (rowid),
    opened   INTEGER NOT NULL
);
