-- Cases: what is written down of a contact with a customer. A case that went with its customer keeps their id, by which
-- what was kept aside of it is found.
CREATE TABLE casework (
    merchant text NOT NULL REFERENCES merchant (id),
    number   text NOT NULL,
    version  bigint NOT NULL,
    digest   bigint NOT NULL,
    format   integer NOT NULL,
    body     text,
    customer text,
    PRIMARY KEY (merchant, number)
);

CREATE INDEX casework_of_customer ON casework (merchant, customer);
