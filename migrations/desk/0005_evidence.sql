-- Photos and papers that are evidence of a claim, under the hash of their bytes: an order's body names them and does not
-- hold them. `state` says whether the centre has them.

CREATE TABLE evidence (
    order_number TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    sort         TEXT NOT NULL,
    bytes        BLOB NOT NULL,
    added_at     TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused')),
    PRIMARY KEY (order_number, sha256)
);

CREATE INDEX evidence_waiting ON evidence (added_at) WHERE state = 'waiting';
