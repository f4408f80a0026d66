-- A snapshot that is being made is held by a lease, which each chunk renews: one whose instance died is seen to be lost.
ALTER TABLE snapshot ADD COLUMN lease_until timestamptz;

-- The version up to which a device has shown that it has everything: the feed is trimmed behind all of them.
ALTER TABLE device ADD COLUMN passed bigint;

-- Up to this version the bodies are gone from the feed. What happened stays.
ALTER TABLE feed_head ADD COLUMN trimmed bigint NOT NULL DEFAULT 0;
