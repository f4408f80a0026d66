-- The day on which a pre-order is planned to ship: its customer is told some days before (PRE-4).
ALTER TABLE orders ADD COLUMN ships_on date;

CREATE INDEX orders_planned ON orders (merchant, ships_on) WHERE ships_on IS NOT NULL;
