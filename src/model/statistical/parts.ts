// What a statistical forecast is made of, as far as anybody can see: methods that are weighed have no common terms, so its
// seasons are those that STL sees in the history, and its trend is what is left.
import type { Parts, Term } from "../../core/report/parts.ts";
import { stepsBetween, type Frequency } from "../time/frequency.ts";
import { inWords } from "./method-words.ts";
import { longSeason, shapeOf } from "./methods/long-season.ts";
import { decompose } from "./methods/stl.ts";
import type { Weighed, Weighing } from "./methods/weigh.ts";
import type { Traits } from "./traits.ts";

interface Fitted {
  /** Of the rows. */
  ds: readonly number[];
  frequency: Frequency;
  /** The steps that were fitted, which end with the last row; in units of the scale. */
  y: Float64Array;
  scale: number;
  traits: Traits;
  weighed: Weighed;
  weighing: Weighing;
}

interface Future {
  ds: readonly number[];
  /** Steps from the last row. */
  ahead: readonly number[];
  /** In units of the values. */
  yhat: readonly number[];
}

export function statisticalParts(fitted: Fitted, future: Future): Parts {
  const { ds, frequency, y, scale, traits, weighed } = fitted;
  const last = ds.at(-1)!;
  // Steps that have a row, with its date; the newest of several.
  const dates = new Map<number, number>();
  for (const seconds of ds) {
    const step = y.length - 1 - stepsBetween(frequency, seconds, last);
    if (step >= 0) dates.set(step, seconds);
  }
  const steps = [...dates.keys()].sort((a, b) => a - b);
  const onLogarithms = logShare(weighed) > 0.5 && y.every((value) => value > 0);
  const values = onLogarithms ? y.map(Math.log) : y;
  const { trend, seasons } = seasonsOf(values, traits.periods, Math.max(...future.ahead));
  const back = onLogarithms ? Math.exp : (value: number) => value;
  const unit = onLogarithms ? 1 : scale;
  const terms = seasons.map(
    ({ period, past, next }): Term => ({
      name: `season of ${period} rows`,
      kind: "season",
      isShare: onLogarithms,
      history: steps.map((step) => shareOf(past[step]!) * unit),
      future: future.ahead.map((ahead) => shareOf(next[ahead - 1]!) * unit),
    }),
  );
  function shareOf(value: number): number {
    return onLogarithms ? Math.exp(value) - 1 : value;
  }
  const all: Term[] = [
    {
      name: seasons.length === 0 ? "level" : "trend",
      kind: "trend",
      isShare: false,
      history: steps.map((step) => back(trend[step]!) * scale),
      future: future.yhat.map((value, row) => without(value, terms, row)),
    },
    ...terms,
  ];
  return {
    history: steps.map((step) => dates.get(step)!),
    future: [...future.ds],
    terms: all,
    rest: steps.map((step, row) => y[step]! * scale - withTerms(all, row)),
    note: noteOn(seasons.length, onLogarithms),
    methods: methodsOf(fitted),
    heldOut: weighed.windowForecasts.map((forecast, window) => {
      const origin = weighed.windowOrigins[window]!;
      const rows = Array.from(forecast, (value, j) => ({ step: origin + j, value })).filter(({ step }) =>
        dates.has(step),
      );
      return {
        at: rows.map(({ step }) => dates.get(step)!),
        values: rows.map(({ value }) => value * scale),
        actual: rows.map(({ step }) => y[step]! * scale),
      };
    }),
  };
}

const logShare = ({ methods }: Weighed): number =>
  methods.reduce((sum, { name, weight }) => sum + (name.startsWith("log-") ? weight : 0), 0);

interface SeenSeason {
  period: number;
  past: Float64Array;
  /** The last cycle, again and again. */
  next: Float64Array;
}

function seasonsOf(
  y: Float64Array,
  periods: readonly number[],
  horizon: number,
): { trend: Float64Array; seasons: SeenSeason[] } {
  let rest = y;
  const long = periods
    .filter((period) => period > longSeason)
    .map((period): SeenSeason => {
      const shape = shapeOf(rest, period);
      const cycles = period * Math.ceil(y.length / period);
      const past = rest.map((_, t) => shape[(t - y.length + cycles) % period]!);
      rest = rest.map((value, t) => value - past[t]!);
      return { period, past, next: Float64Array.from({ length: horizon }, (_, h) => shape[h % period]!) };
    });
  const short = periods.filter((period) => period <= longSeason && y.length >= 2 * period);
  const { trend, seasonals } = decompose(rest, short);
  const seen = short.map((period, index): SeenSeason => {
    const past = seasonals[index]!;
    const start = past.length - period;
    return {
      period,
      past,
      next: Float64Array.from({ length: horizon }, (_, h) => past[start + (h % period)]!),
    };
  });
  return { trend, seasons: [...seen, ...long] };
}

/** The trend of a row of the forecast: what its seasons leave. */
function without(value: number, seasons: readonly Term[], row: number): number {
  return seasons.reduce(
    (rest, { isShare, future }) => (isShare ? rest / (1 + future[row]!) : rest - future[row]!),
    value,
  );
}

const withTerms = ([trend, ...seasons]: readonly Term[], row: number): number =>
  seasons.reduce(
    (sum, { isShare, history }) => (isShare ? sum * (1 + history[row]!) : sum + history[row]!),
    trend!.history[row]!,
  );

function noteOn(seasons: number, onLogarithms: boolean): string {
  if (seasons === 0) return "There is no season; the level of the history is smoothed.";
  const how = onLogarithms
    ? "The forecast is the trend times all seasons"
    : "The forecast is the sum of the trend and all seasons";
  return `${how}. Seasons are those that STL sees in the history, with the last cycle repeated; the trend of the forecast is what they leave of it.`;
}

function methodsOf({ weighed, weighing, scale }: Fitted): Parts["methods"] {
  return [...weighed.methods, ...weighed.leftOut].map(({ name, weight, error }) => ({
    name,
    inWords: inWords(name),
    weight,
    error: error === undefined ? null : error * scale,
    prior: weighing.prior(name),
  }));
}
