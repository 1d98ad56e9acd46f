// How often an answer is looked for: often at first, and ever less often, since each look is a charged operation.

export const firstPauseMs = 50;
const earlyMs = 10_000;
const longestEarlyPauseMs = 500;
const latePausesMs = [2000, 5000] as const;

export const isEarly = (elapsedMs: number): boolean => elapsedMs < earlyMs;

/**
 * @param pauseMs the one before
 * @param elapsedMs since the first look
 */
export function nextPause(pauseMs: number, elapsedMs: number): number {
  if (isEarly(elapsedMs)) return Math.min(pauseMs * 1.5, longestEarlyPauseMs);
  const [shortest, longest] = latePausesMs;
  // A tenth of the time that has gone by: nobody minds that who has waited for so long.
  return Math.min(Math.max(elapsedMs / 10, shortest), longest);
}

/** What one look takes, at least. */
const lookMs = 30;

/** Looks at what takes so long, up to the one that finds it. */
export function looksWithin(seconds: number): number {
  let looks = 1;
  let pauseMs = firstPauseMs;
  for (let at = 0; at < seconds * 1000; looks += 1) {
    at += lookMs + pauseMs;
    pauseMs = nextPause(pauseMs, at);
  }
  return looks;
}
