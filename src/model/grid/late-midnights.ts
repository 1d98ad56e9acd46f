// Midnights that end a day and are written under its date, as meters and SCADA systems do: 1:00, 2:00 … 23:00, 0:00 of one
// day. Each of them is a date, so only the order of the rows shows it.

const daySeconds = 86_400;

/** Fewer days may lie so by chance. */
const leastDays = 3;

/** Where clocks go back, rows go back too: so many among those of midnights. */
const others = 0.1;

/**
 * @param dates seconds since the epoch, as the rows stand, the newest first or last
 * @returns the dates with each midnight a day later; undefined where the midnights stand where they belong
 */
export function lateMidnights(dates: Float64Array): Float64Array | undefined {
  const back = backwards(dates);
  const isFalling = back > dates.length / 2;
  const asItStands = isFalling ? backwards(dates.toReversed()) : back;
  if (asItStands < leastDays) return undefined;
  const late = dates.map(midnightLater);
  return backwards(isFalling ? late.toReversed() : late) <= others * asItStands ? late : undefined;
}

/** Of a midnight, that of the next day. */
export const midnightLater = (seconds: number): number =>
  seconds % daySeconds === 0 ? seconds + daySeconds : seconds;

/** Rows that are earlier than the one before. */
function backwards(dates: Float64Array): number {
  let count = 0;
  for (let row = 1; row < dates.length; row++) if (dates[row]! < dates[row - 1]!) count++;
  return count;
}
