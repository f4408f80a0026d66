-- Cases: what is written down of a contact with a customer. The columns beside the body are an index of it.
CREATE TABLE casework (
    number     TEXT PRIMARY KEY,
    format     INTEGER NOT NULL,
    body       TEXT NOT NULL,
    base       INTEGER NOT NULL,
    digest     INTEGER NOT NULL,
    customer   TEXT NOT NULL,
    status     TEXT NOT NULL,
    assignee   TEXT,
    touched_at TEXT NOT NULL,
    next_due   TEXT
);

CREATE INDEX casework_of_customer ON casework (customer, touched_at);
CREATE INDEX casework_by_status ON casework (status, assignee, touched_at);

CREATE TABLE casework_order (
    order_number TEXT NOT NULL,
    number       TEXT NOT NULL,
    PRIMARY KEY (order_number, number)
) WITHOUT ROWID;

-- What an agent does on a case. As with customers, the entry says that something was done, never what was typed.
ALTER TABLE history ADD COLUMN casework TEXT;

CREATE INDEX history_of_case ON history (casework, id) WHERE casework IS NOT NULL;

-- What is being typed and is not sent yet, by its place in the window. `about` is the aggregate with which it goes.
CREATE TABLE draft (
    place   TEXT PRIMARY KEY,
    about   TEXT NOT NULL,
    text    TEXT NOT NULL,
    kept_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX draft_about ON draft (about);
