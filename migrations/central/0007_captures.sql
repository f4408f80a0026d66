-- What the recording provider was asked to take of authorisations (PRE-2): tests and demonstrations.
CREATE TABLE recorded_capture (
    merchant        text NOT NULL REFERENCES merchant (id),
    idempotency_key uuid NOT NULL,
    payload         text NOT NULL,
    times           integer NOT NULL DEFAULT 1,
    PRIMARY KEY (merchant, idempotency_key)
);
