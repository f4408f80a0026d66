-- What a merchant sells: one row, replaced whole.
CREATE TABLE catalogue (
    merchant text NOT NULL REFERENCES merchant (id),
    id       text NOT NULL,
    version  bigint NOT NULL,
    digest   bigint NOT NULL,
    format   integer NOT NULL,
    body     text,
    PRIMARY KEY (merchant, id)
);
