-- Parcels in quarantine (RET-8). The columns beside the body are an index of it.
CREATE TABLE stray (
    number       TEXT PRIMARY KEY,
    format       INTEGER NOT NULL,
    body         TEXT NOT NULL,
    base         INTEGER NOT NULL,
    digest       INTEGER NOT NULL,
    order_number TEXT,
    customer     TEXT,
    tracking     TEXT,
    arrived_on   TEXT NOT NULL,
    settled_on   TEXT
);

CREATE INDEX stray_waiting ON stray (arrived_on, number) WHERE settled_on IS NULL;
CREATE INDEX stray_settled ON stray (settled_on, number) WHERE settled_on IS NOT NULL;
CREATE INDEX stray_of_order ON stray (order_number) WHERE order_number IS NOT NULL;
CREATE INDEX stray_of_customer ON stray (customer) WHERE customer IS NOT NULL;
CREATE INDEX stray_tracking ON stray (tracking) WHERE tracking IS NOT NULL;

-- What is done on a parcel. As with cases, the entry says that something was done, never what was typed.
ALTER TABLE history ADD COLUMN stray TEXT;

CREATE INDEX history_of_stray ON history (stray, id) WHERE stray IS NOT NULL;
