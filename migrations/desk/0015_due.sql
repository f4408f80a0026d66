-- Orders with something that waits to be done by a day: an awaited return, a pre-order, a refused parcel or a claim (bits
-- 1 to 4 of an order's flags).
CREATE INDEX orders_due ON orders (placed_at) WHERE (flags & 30) <> 0;
