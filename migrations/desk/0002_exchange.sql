-- The exchange with a centre. `version` counts what was written here, for the window; `base` is the authoritative body's
-- version by the centre's count, 0 for what the centre never saw, and `digest` what that body adds to the checksum of
-- everything (64 bits, as signed).

ALTER TABLE customer ADD COLUMN base INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customer ADD COLUMN digest INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN base INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN digest INTEGER NOT NULL DEFAULT 0;

-- One service account a customer, under the customer's id: it may be here before its customer is.
ALTER TABLE account RENAME TO account_before;

CREATE TABLE account (
    rowid   INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    format  INTEGER NOT NULL,
    body    TEXT NOT NULL,
    base    INTEGER NOT NULL DEFAULT 0,
    digest  INTEGER NOT NULL DEFAULT 0
);

INSERT OR IGNORE INTO account (id, version, format, body)
SELECT customer.id, account_before.version, account_before.format, account_before.body
FROM account_before JOIN customer ON customer.rowid = account_before.customer ORDER BY account_before.rowid;

DROP TABLE account_before;

-- Editions of the terms that the centre published.
CREATE TABLE terms (
    id     TEXT PRIMARY KEY,
    format INTEGER NOT NULL,
    body   TEXT NOT NULL,
    base   INTEGER NOT NULL,
    digest INTEGER NOT NULL
);

-- Aggregates that are known to be gone, so that an older body does not bring them back.
CREATE TABLE gone (
    kind   TEXT NOT NULL,
    id     TEXT NOT NULL,
    base   INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- Orders whose customer is not here (yet).
CREATE TABLE awaiting_customer (
    customer  TEXT NOT NULL,
    order_row INTEGER NOT NULL,
    PRIMARY KEY (customer, order_row)
) WITHOUT ROWID;

-- The one row about the replica itself, as JSON.
CREATE TABLE replica (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL
);

-- The authoritative body under what is pending on it; none where there is no body.
CREATE TABLE under (
    kind   TEXT NOT NULL,
    id     TEXT NOT NULL,
    format INTEGER NOT NULL,
    body   TEXT,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- Commands in the order in which they were taken. They stay after they are settled, in case the centre loses them.
CREATE TABLE entry (
    place    INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,
    kind     TEXT NOT NULL,
    key      TEXT NOT NULL,
    intent   TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    agent    TEXT NOT NULL,
    sealed   TEXT,
    state    TEXT NOT NULL CHECK (state IN ('waiting', 'withdrawn', 'settled')),
    verdict  TEXT,
    version  INTEGER,
    answered INTEGER,
    doubt    TEXT
);

CREATE INDEX entry_by_state ON entry (state, kind, key);
CREATE INDEX entry_by_version ON entry (version);

-- What needs, or needed, a person.
CREATE TABLE attention (
    command  TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    key      TEXT NOT NULL,
    cause    TEXT NOT NULL,
    since    TEXT NOT NULL,
    resolved TEXT
);

CREATE INDEX attention_open ON attention (resolved, since);

-- What happened at the centre.
CREATE TABLE event (
    version      INTEGER NOT NULL,
    ordinal      INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    key          TEXT NOT NULL,
    body_version INTEGER NOT NULL,
    command      TEXT,
    event        TEXT NOT NULL,
    PRIMARY KEY (version, ordinal)
) WITHOUT ROWID;

CREATE INDEX event_of_key ON event (kind, key, body_version);

-- What waited before there was a centre goes on waiting. One edition of the terms was known until now, and nobody signed
-- in: the agent and the sign-in are nil, and the commands are nobody's but the device's.
INSERT INTO entry (place, id, kind, key, intent, taken_at, agent, state)
SELECT outbox.seq, outbox.command_id, 'order', outbox.order_number,
    json_object(
        'form', 1,
        'id', outbox.command_id,
        'merchant', '',
        'agent', '00000000-0000-0000-0000-000000000000',
        'sign_in', '00000000-0000-0000-0000-000000000000',
        'key', json_object('kind', 'order', 'id', outbox.order_number),
        'action', json_object('on', 'order', 'command', json(outbox.payload ->> '$.command')),
        'base', 0,
        'cursor', 0,
        'claimed_at', outbox.payload ->> '$.claimed_at',
        'upshot', json_object(
            'pack', 'sales-terms-2017-04-01',
            'total', history.outcome ->> '$.decision.refund.total',
            'rma', outbox.payload ->> '$.rma_number',
            'deadlines', json(coalesce(history.outcome -> '$.decision.deadlines', '{}')))),
    outbox.payload ->> '$.claimed_at', outbox.payload ->> '$.agent',
    CASE outbox.state WHEN 'withdrawn' THEN 'withdrawn' ELSE 'waiting' END
FROM outbox LEFT JOIN history ON history.command_id = outbox.command_id
ORDER BY outbox.seq;

-- The body before the first command that waits is the one under all of them.
INSERT OR IGNORE INTO under (kind, id, format, body)
SELECT 'order', order_number, 1, before FROM outbox WHERE state <> 'withdrawn' ORDER BY seq;

DROP TABLE outbox;
