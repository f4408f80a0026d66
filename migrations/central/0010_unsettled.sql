-- What is not done yet is read while nothing else is decided (an erasure waits for money that is on its way, ERS-1): an
-- index of that alone, however long the outbox is.
CREATE INDEX outbox_unsettled ON outbox (merchant) WHERE state <> 'done';
