import { useEffect, useState } from 'react';

/** The time, looked at again every so many milliseconds: for what is told as “3 minutes ago”. */
export function useNow(every = 20_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
