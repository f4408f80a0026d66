const MINUTE = 60_000;

/** Whether the agent has been away for so long that the desk locks itself; never where no minutes are set. */
export const isIdle = (seen: number, now: number, minutes: number): boolean => minutes > 0 && now - seen >= minutes * MINUTE;
