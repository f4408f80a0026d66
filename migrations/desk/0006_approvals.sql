-- Orders with an exception that waits for a supervisor: bit 16 of an order's flags.
CREATE INDEX orders_asking ON orders (placed_at) WHERE (flags & 65536) <> 0;
