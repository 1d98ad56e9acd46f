// How answers are looked for: by which request, and how often. Often at first, and ever less often.

/**
 * Up to so many answers are each asked for by name, more are listed. A listing is a Class A operation, at 12 times the
 * price of a question (Class B), and a question about what is not there yet is free. Were it charged, up to six files, with two
 * names each, would still cost no more than a listing. Many questions take longer than one listing, and use the
 * processor that makes the forecasts where the cloud is local.
 */
export const mostByName = 6;

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

/** After a listing, whatever it showed: the last answers of many are asked for by name, so that nobody waits for this. */
export const pauseAfterListing = (elapsedMs: number): number => nextPause(longestEarlyPauseMs, elapsedMs);

/** What a listing takes, at least. */
const lookMs = 30;

/** Listings, up to the one that shows what takes so long. */
export function listingsWithin(seconds: number): number {
  let listings = 1;
  for (let at = 0; at < seconds * 1000; listings += 1) at += lookMs + pauseAfterListing(at);
  return listings;
}
