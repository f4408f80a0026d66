-- Every order by its day, for the list of all of them: a place in it is found without a look at the orders before it.
CREATE INDEX orders_placed ON orders (placed_at);

-- Those with something that waits, with what it is: they are counted and listed by it from the index alone.
DROP INDEX orders_due;
CREATE INDEX orders_due ON orders (placed_at, rowid, flags) WHERE (flags & 30) <> 0;
