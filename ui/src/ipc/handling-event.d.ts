/** What the generated types name and do not declare: the key of a record, which their generator does not follow. */
type HandlingEvent = 'bank_rejection' | 'reminder_letter' | 'reminder_call' | 'collection';
