// How many windows of how many steps each series of a file has room for.
import { defaultsFor, stepsBetween } from "../time/frequency.ts";
import { frequencyName } from "../time/frequency-name.ts";
import { InputError } from "../input-error.ts";
import { scaleSeason } from "./accuracy.ts";
import type { SourceSeries } from "./source.ts";
import { knownAhead } from "./rolling-origin.ts";

export type Chosen = ReturnType<typeof chooseWindows>;

export interface Wanted {
  /** Fewer are held out of a short history. */
  windows: number;
  horizon: number | undefined;
  /** The season that the parameters set. */
  season: number | undefined;
}

/** @param same one series, as it was read for each model @throws InputError backtest.too-short, or csv.too-short where no horizon helps */
export function chooseWindows(same: readonly SourceSeries[], wanted: Wanted) {
  const { ds, frequency, lastLine } = same[0]!;
  const known = Math.max(...same.map((each) => knownAhead(each, frequency)));
  const horizon = wanted.horizon ?? (known > 0 ? known : defaultsFor(frequency).horizon);
  const steps = stepsBetween(frequency, ds[0]!, ds.at(-1)!) + 1;
  return {
    windows: windowsThatFit(steps, horizon, wanted.windows, lastLine),
    /** Steps of each. */
    horizon,
    /** By which MASE scales. */
    season: wanted.season ?? scaleSeason(frequency),
    frequency: frequencyName(frequency),
    /** With a value. */
    rows: ds.length,
  };
}

/** No model takes less, and a window behind less would say nothing. */
const leastHistory = 3;

/** Further windows only as long as each has a history of its own length. */
function windowsThatFit(steps: number, horizon: number, wanted: number, lastLine: number): number {
  const room = Math.floor((steps - Math.max(horizon, leastHistory)) / horizon);
  if (room >= 1) return Math.min(room, wanted);
  if (steps - horizon >= leastHistory) return 1;
  const place = { line: lastLine, column: 1 };
  if (steps <= leastHistory) {
    throw new InputError(
      `The history has ${steps} steps; a backtest holds out at least 1 and learns from at least ${leastHistory}.`,
      { code: "csv.too-short", ...place, fix: "Send a longer history." },
    );
  }
  throw new InputError(
    `The history has ${steps} steps; a window of ${horizon} held out leaves less than ${leastHistory} to learn from.`,
    {
      code: "backtest.too-short",
      ...place,
      fix: `Set horizon to ${steps - leastHistory} or less, or send a longer history.`,
    },
  );
}
