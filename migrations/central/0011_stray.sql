-- Parcels in quarantine (RET-8). One that was found to be a customer's keeps their id when it goes with them, by which what
-- was kept aside of it is found.
CREATE TABLE stray (
    merchant text NOT NULL REFERENCES merchant (id),
    number   text NOT NULL,
    version  bigint NOT NULL,
    digest   bigint NOT NULL,
    format   integer NOT NULL,
    body     text,
    customer text,
    PRIMARY KEY (merchant, number)
);

CREATE INDEX stray_of_customer ON stray (merchant, customer) WHERE customer IS NOT NULL;
