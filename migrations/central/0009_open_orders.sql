-- Whether something of an order is still under way, as the domain says (`holding::is_open`): desks that hold a part of the
-- orders hold these whatever their age. An index of the body; what was written before counts as open until it is written
-- again, so that such a desk holds more than it must and never less.
ALTER TABLE orders ADD COLUMN is_open boolean NOT NULL DEFAULT true;

-- Bulk imports left this column empty, so that nobody was told of a planned shipment (PRE-4).
UPDATE orders SET ships_on = (body::json ->> 'ships_on')::date WHERE ships_on IS NULL AND body IS NOT NULL;
