-- Cases with a task that is not done, the first day first: the board of deadlines reads these alone.
CREATE INDEX casework_due ON casework (next_due, number) WHERE next_due IS NOT NULL;
