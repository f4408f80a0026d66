const MINUTE = 60_000;

/** How often the desk is told at most that the agent is there: well within the shortest time after which it locks. */
const REPORTED = 15_000;

/** Whether the agent has been away for so long that the desk locks itself; never where no minutes are set. */
export const isIdle = (seen: number, now: number, minutes: number): boolean => minutes > 0 && now - seen >= minutes * MINUTE;

/** Whether the desk is to be told now: somebody was seen since it last was, and that was long enough ago. */
export const isDue = (seen: number, reported: number, now: number): boolean => seen > reported && now - reported >= REPORTED;

type Move = { type: string; screenX?: number; screenY?: number };

/**
 * Tells what a hand did from what a page did: where something moves under a pointer that lies still, some browsers tell
 * of a pointer that moved.
 */
export function byHand(): (event: Move) => boolean {
  let at = '';
  return ({ type, screenX, screenY }) => {
    if (type !== 'pointermove') return true;
    const before = at;
    at = `${screenX ?? 0} ${screenY ?? 0}`;
    return before !== '' && before !== at;
  };
}
