-- The centre's data. The merchant's id leads every key and every index: shops on one centre stay apart, and it can be
-- the distribution column of a larger PostgreSQL. Bodies (JSON, with their format) are the truth; the other columns of
-- an aggregate are an index of its body.

CREATE TABLE merchant (
    id       text PRIMARY KEY CHECK (id ~ '^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$'),
    name     text NOT NULL,
    settings text NOT NULL DEFAULT '{}'
);

-- The change feed. `feed_head` is a counter row, moved last in each writing transaction: its lock makes versions
-- visible in the order of their numbers. A bare sequence would show a reader 8 before 7 is committed.
CREATE TABLE feed_head (
    merchant text PRIMARY KEY REFERENCES merchant (id),
    version  bigint NOT NULL DEFAULT 0,
    -- A pull from before it cannot be answered from the feed: bootstrap again.
    horizon  bigint NOT NULL DEFAULT 0,
    -- The sum of every body's digest, modulo 2^64.
    checksum bigint NOT NULL DEFAULT 0,
    -- The lives of this database, oldest first, as JSON: one more begins when it was restored from a backup, because
    -- what desks saw after the backup never happened here.
    lives    text NOT NULL
);

-- Rows say what an aggregate became (`event` is null; no body: it is gone) or what happened to it (`event` is the
-- happening, `agent` who did it). Bodies stand as they were at that version, so every page is exact.
CREATE TABLE feed (
    merchant     text NOT NULL REFERENCES merchant (id),
    version      bigint NOT NULL,
    ordinal      integer NOT NULL,
    at           timestamptz NOT NULL,
    kind         text NOT NULL,
    key          text NOT NULL,
    body_version bigint NOT NULL,
    format       integer NOT NULL,
    body         text,
    agent        text,
    event        text,
    command_id   uuid,
    device       uuid,
    epoch        integer,
    seq          bigint,
    PRIMARY KEY (merchant, version, ordinal)
);

CREATE INDEX feed_events_of_key ON feed (merchant, kind, key, body_version) WHERE event IS NOT NULL;
CREATE INDEX feed_events_of_device ON feed (merchant, device, epoch, seq) WHERE device IS NOT NULL;

CREATE TABLE customer (
    merchant  text NOT NULL REFERENCES merchant (id),
    id        text NOT NULL,
    version   bigint NOT NULL,
    digest    bigint NOT NULL,
    format    integer NOT NULL,
    body      text,
    erased_at timestamptz,
    name      text NOT NULL DEFAULT '',
    email     text,
    phone     text,
    postcode  text,
    PRIMARY KEY (merchant, id)
);

CREATE INDEX customer_name ON customer (merchant, name text_pattern_ops);
CREATE INDEX customer_email ON customer (merchant, email text_pattern_ops);
CREATE INDEX customer_phone ON customer (merchant, phone text_pattern_ops);

CREATE TABLE orders (
    merchant  text NOT NULL REFERENCES merchant (id),
    number    text NOT NULL,
    customer  text,
    version   bigint NOT NULL,
    digest    bigint NOT NULL,
    format    integer NOT NULL,
    body      text,
    placed_at timestamptz,
    PRIMARY KEY (merchant, number)
);

CREATE INDEX orders_of_customer ON orders (merchant, customer, placed_at);

CREATE TABLE account (
    merchant text NOT NULL REFERENCES merchant (id),
    customer text NOT NULL,
    version  bigint NOT NULL,
    digest   bigint NOT NULL,
    format   integer NOT NULL,
    body     text,
    PRIMARY KEY (merchant, customer)
);

-- Everything done, in the order in which it was done.
CREATE TABLE history (
    merchant       text NOT NULL REFERENCES merchant (id),
    id             bigint GENERATED ALWAYS AS IDENTITY,
    at             timestamptz NOT NULL,
    kind           text NOT NULL,
    aggregate      text NOT NULL,
    key            text NOT NULL,
    agent          text,
    device         uuid,
    command_id     uuid,
    command        text,
    outcome        text,
    version_before bigint,
    version_after  bigint,
    PRIMARY KEY (merchant, id)
);

CREATE INDEX history_of_key ON history (merchant, aggregate, key, id);
CREATE INDEX history_of_command ON history (merchant, command_id) WHERE command_id IS NOT NULL;

-- History is never rewritten, but for the erasure of a person's data, which may only empty what was said.
CREATE FUNCTION history_is_never_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('guichet.erasing', true) = 'on'
        AND (NEW.merchant, NEW.id, NEW.at, NEW.kind, NEW.aggregate, NEW.agent, NEW.device, NEW.command_id,
             NEW.version_before, NEW.version_after)
            IS NOT DISTINCT FROM
            (OLD.merchant, OLD.id, OLD.at, OLD.kind, OLD.aggregate, OLD.agent, OLD.device, OLD.command_id,
             OLD.version_before, OLD.version_after)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'history is never rewritten';
END $$;

CREATE TRIGGER history_is_never_rewritten BEFORE UPDATE OR DELETE ON history
    FOR EACH ROW EXECUTE FUNCTION history_is_never_rewritten();
CREATE TRIGGER history_is_never_emptied BEFORE TRUNCATE ON history
    FOR EACH STATEMENT EXECUTE FUNCTION history_is_never_rewritten();

-- Who works, on what, and how they prove it.
CREATE TABLE device (
    merchant    text NOT NULL REFERENCES merchant (id),
    id          uuid NOT NULL,
    name        text NOT NULL,
    series      text NOT NULL,
    epoch       integer NOT NULL DEFAULT 1,
    public_key  bytea NOT NULL,
    last_seq    bigint NOT NULL DEFAULT 0,
    last_link   bytea NOT NULL DEFAULT ''::bytea,
    state       text NOT NULL CHECK (state IN ('active', 'quarantined', 'revoked')),
    enrolled_at timestamptz NOT NULL,
    enrolled_by bytea NOT NULL,
    seen_at     timestamptz,
    app_version text NOT NULL,
    protocol    integer NOT NULL,
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, series)
);

CREATE TABLE agent (
    merchant      text NOT NULL REFERENCES merchant (id),
    id            uuid NOT NULL,
    login         text NOT NULL,
    name          text NOT NULL,
    password_hash text,
    role          text NOT NULL CHECK (role IN ('agent', 'supervisor', 'warehouse', 'admin')),
    refund_limit  text,
    active        boolean NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL,
    revoked_at    timestamptz,
    revoked_by    text,
    oidc_subject  text,
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, login),
    UNIQUE (merchant, oidc_subject)
);

CREATE TABLE enrol_code (
    merchant   text NOT NULL REFERENCES merchant (id),
    hash       bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    uses_left  integer NOT NULL CHECK (uses_left >= 0),
    created_by text NOT NULL,
    PRIMARY KEY (merchant, hash)
);

-- One sign-in is one family of refresh tokens.
CREATE TABLE sign_in (
    merchant   text NOT NULL REFERENCES merchant (id),
    id         uuid NOT NULL,
    agent      uuid NOT NULL,
    device     uuid NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    reason     text,
    PRIMARY KEY (merchant, id),
    FOREIGN KEY (merchant, agent) REFERENCES agent (merchant, id),
    FOREIGN KEY (merchant, device) REFERENCES device (merchant, id)
);

CREATE INDEX sign_in_of_agent ON sign_in (merchant, agent) WHERE revoked_at IS NULL;
CREATE INDEX sign_in_of_device ON sign_in (merchant, device) WHERE revoked_at IS NULL;

CREATE TABLE refresh_token (
    merchant   text NOT NULL REFERENCES merchant (id),
    hash       bytea NOT NULL,
    family     uuid NOT NULL,
    -- The successor is derived from this salt, the token and the client's nonce, so a lost answer can be given again
    -- though no token is ever stored.
    salt       bytea NOT NULL,
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    nonce      bytea,
    successor  bytea,
    PRIMARY KEY (merchant, hash),
    FOREIGN KEY (merchant, family) REFERENCES sign_in (merchant, id)
);

CREATE INDEX refresh_token_of_family ON refresh_token (merchant, family);
CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);

CREATE TABLE access_token (
    merchant   text NOT NULL REFERENCES merchant (id),
    hash       bytea NOT NULL,
    family     uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (merchant, hash),
    FOREIGN KEY (merchant, family) REFERENCES sign_in (merchant, id)
);

CREATE INDEX access_token_of_family ON access_token (merchant, family);
CREATE INDEX access_token_expiry ON access_token (expires_at);

CREATE TABLE sign_in_attempt (
    merchant text NOT NULL REFERENCES merchant (id),
    id       uuid NOT NULL,
    login    text NOT NULL,
    device   uuid NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (merchant, id)
);

CREATE INDEX sign_in_attempt_of_login ON sign_in_attempt (merchant, login, at);
CREATE INDEX sign_in_attempt_of_device ON sign_in_attempt (merchant, device, at);

-- A shop's own key for ingest.
CREATE TABLE shop_key (
    merchant   text NOT NULL REFERENCES merchant (id),
    id         uuid NOT NULL,
    name       text NOT NULL,
    hash       bytea NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, hash)
);

-- Every place of every device's chain, with what was answered there: a push that is sent again is answered again.
CREATE TABLE slot (
    merchant    text NOT NULL REFERENCES merchant (id),
    device      uuid NOT NULL,
    epoch       integer NOT NULL,
    seq         bigint NOT NULL,
    link        bytea NOT NULL,
    payload     text NOT NULL,
    seal        bytea NOT NULL,
    command_id  uuid NOT NULL,
    verdict     text NOT NULL,
    version     bigint NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (merchant, device, epoch, seq)
);

-- Where each command's id was first seen: the same id with another intent is another command, and refused.
CREATE TABLE command (
    merchant text NOT NULL REFERENCES merchant (id),
    id       uuid NOT NULL,
    intent   bytea NOT NULL,
    device   uuid NOT NULL,
    epoch    integer NOT NULL,
    seq      bigint NOT NULL,
    PRIMARY KEY (merchant, id)
);

-- Commands of a device whose past forks, or that was revoked: kept, never executed by themselves.
CREATE TABLE quarantine (
    merchant text NOT NULL REFERENCES merchant (id),
    device   uuid NOT NULL,
    seal     bytea NOT NULL,
    at       timestamptz NOT NULL,
    command  text NOT NULL,
    PRIMARY KEY (merchant, device, seal)
);

-- Forged and invalid attempts.
CREATE TABLE refusal (
    merchant text NOT NULL REFERENCES merchant (id),
    id       bigint GENERATED ALWAYS AS IDENTITY,
    at       timestamptz NOT NULL,
    device   uuid,
    code     text NOT NULL,
    seq      bigint,
    payload  text NOT NULL,
    PRIMARY KEY (merchant, id)
);

-- What a device's commands on an aggregate wait behind.
CREATE TABLE blocked (
    merchant   text NOT NULL REFERENCES merchant (id),
    device     uuid NOT NULL,
    kind       text NOT NULL,
    key        text NOT NULL,
    command_id uuid NOT NULL,
    PRIMARY KEY (merchant, device, kind, key)
);

-- Counters of numbered series, moved inside the transaction that uses the number: no gaps.
CREATE TABLE counter (
    merchant text NOT NULL REFERENCES merchant (id),
    series   text NOT NULL,
    next     bigint NOT NULL,
    PRIMARY KEY (merchant, series)
);

CREATE TABLE rma (
    merchant     text NOT NULL REFERENCES merchant (id),
    number       text NOT NULL,
    order_number text NOT NULL,
    command_id   uuid,
    PRIMARY KEY (merchant, number)
);

-- What has to happen outside: money, mail. One business key, one effect.
CREATE TABLE outbox (
    merchant     text NOT NULL REFERENCES merchant (id),
    id           uuid NOT NULL,
    kind         text NOT NULL,
    business_key text NOT NULL,
    payload      text NOT NULL,
    state        text NOT NULL CHECK (state IN ('waiting', 'sending', 'done', 'unknown', 'failed')),
    attempts     integer NOT NULL DEFAULT 0,
    next_at      timestamptz NOT NULL,
    last_error   text,
    lease_until  timestamptz,
    reference    text,
    done_at      timestamptz,
    PRIMARY KEY (merchant, id),
    UNIQUE (merchant, business_key)
);

CREATE INDEX outbox_due ON outbox (next_at) WHERE state IN ('waiting', 'sending');

-- What the recording provider was asked to pay: tests and demonstrations.
CREATE TABLE recorded_payout (
    merchant        text NOT NULL REFERENCES merchant (id),
    idempotency_key uuid NOT NULL,
    payload         text NOT NULL,
    times           integer NOT NULL DEFAULT 1,
    PRIMARY KEY (merchant, idempotency_key)
);

-- Where a customer's refunds by bank transfer go.
CREATE TABLE bank_details (
    merchant text NOT NULL REFERENCES merchant (id),
    customer text NOT NULL,
    account  text NOT NULL,
    PRIMARY KEY (merchant, customer)
);

-- Each bank transfer's file as it was first made: written again, it is the same bytes under the same name.
CREATE TABLE bank_file (
    merchant   text NOT NULL REFERENCES merchant (id),
    payout     uuid NOT NULL,
    created_at timestamptz NOT NULL,
    file       bytea NOT NULL,
    PRIMARY KEY (merchant, payout)
);

CREATE TABLE invoice (
    merchant     text NOT NULL REFERENCES merchant (id),
    number       text NOT NULL,
    order_number text NOT NULL,
    version      bigint NOT NULL,
    body         text NOT NULL,
    PRIMARY KEY (merchant, number)
);

CREATE TABLE parcel (
    merchant     text NOT NULL REFERENCES merchant (id),
    id           text NOT NULL,
    order_number text,
    rma          text,
    state        text NOT NULL CHECK (state IN ('matched', 'quarantined')),
    version      bigint NOT NULL,
    body         text NOT NULL,
    PRIMARY KEY (merchant, id)
);

CREATE INDEX parcel_of_order ON parcel (merchant, order_number);

-- Documents as they were issued: bytes, never rendered anew.
CREATE TABLE document (
    merchant     text NOT NULL REFERENCES merchant (id),
    kind         text NOT NULL,
    number       text NOT NULL,
    language     text NOT NULL,
    order_number text NOT NULL,
    issued_on    date NOT NULL,
    media_type   text NOT NULL,
    bytes        bytea NOT NULL,
    sha256       bytea NOT NULL,
    PRIMARY KEY (merchant, kind, number, language)
);

CREATE INDEX document_of_order ON document (merchant, order_number);

CREATE TABLE attachment (
    merchant     text NOT NULL REFERENCES merchant (id),
    id           uuid NOT NULL,
    order_number text NOT NULL,
    name         text NOT NULL,
    media_type   text NOT NULL,
    bytes        bytea NOT NULL,
    sha256       bytea NOT NULL,
    added_at     timestamptz NOT NULL,
    added_by     text NOT NULL,
    PRIMARY KEY (merchant, id)
);

CREATE INDEX attachment_of_order ON attachment (merchant, order_number);

CREATE TABLE terms_pack (
    merchant text NOT NULL REFERENCES merchant (id),
    id       text NOT NULL,
    version  bigint NOT NULL,
    digest   bigint NOT NULL,
    format   integer NOT NULL,
    body     text,
    PRIMARY KEY (merchant, id)
);

-- A snapshot for a desk that begins or begins again, in chunks that can be fetched one by one.
CREATE TABLE snapshot (
    merchant   text NOT NULL REFERENCES merchant (id),
    id         uuid NOT NULL,
    device     uuid NOT NULL,
    state      text NOT NULL CHECK (state IN ('building', 'ready', 'failed')),
    head       text,
    chunks     integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (merchant, id)
);

CREATE TABLE snapshot_chunk (
    merchant text NOT NULL REFERENCES merchant (id),
    snapshot uuid NOT NULL,
    ordinal  integer NOT NULL,
    sha256   bytea NOT NULL,
    rows     integer NOT NULL,
    bytes    bytea NOT NULL,
    PRIMARY KEY (merchant, snapshot, ordinal),
    FOREIGN KEY (merchant, snapshot) REFERENCES snapshot (merchant, id) ON DELETE CASCADE
);

CREATE TABLE setting (
    merchant text NOT NULL REFERENCES merchant (id),
    name     text NOT NULL,
    value    text NOT NULL,
    PRIMARY KEY (merchant, name)
);
