// The windows at the end of a history that a method forecasts from nothing but what came before them.

export interface HeldOut {
  /** Rows before the window. */
  origin: number;
  length: number;
}

export const maximumWindows = 4;

/** A window of one step says too little. */
const shortest = 2;

/**
 * Windows of the horizon's length, or a quarter of the history, newest first; as far back as `least` rows are left.
 * @param mostWindows how many at most
 */
export function windowsOf(
  rows: number,
  least: number,
  horizon: number,
  mostWindows = maximumWindows,
): HeldOut[] {
  const most = Math.max(1, Math.min(horizon, Math.floor(rows / 4)));
  // Shorter where that leaves what a candidate needs.
  const length = Math.max(Math.min(most, shortest), Math.min(most, rows - least));
  const room = rows - length - least;
  if (room < 0) return [];
  const step = Math.max(1, Math.min(length, Math.floor(room / (maximumWindows - 1))));
  const count = Math.min(mostWindows, Math.floor(room / step) + 1);
  return Array.from({ length: count }, (_, j) => ({ origin: rows - length - j * step, length }));
}

/** How many different steps of the history they cover. */
export function stepsIn(windows: readonly HeldOut[]): number {
  const newest = windows[0];
  return newest === undefined ? 0 : newest.origin + newest.length - windows.at(-1)!.origin;
}
