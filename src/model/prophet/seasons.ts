// Prophet's seasons as columns of Fourier terms.
import { daySeconds } from "../time/calendar.ts";
import type { Columns } from "../numeric/numbers.ts";
import { InputError } from "../input-error.ts";
import type { Feature } from "./features.ts";
import type { ProphetParameters } from "./parameters.ts";
import type { Season } from "./term-parameters.ts";

/** Periods in days. */
const builtIn = [
  { name: "yearly", period: 365.25, order: 10 },
  { name: "weekly", period: 7, order: 3 },
  { name: "daily", period: 1, order: 4 },
] as const;

/** @throws InputError parameter.seasonalities */
export function seasonFeatures(parameters: ProphetParameters, history: Columns, future: Columns): Feature[] {
  return seasonsOf(parameters, history.ds).flatMap((season) => {
    const past = fourier(season, history);
    const ahead = fourier(season, future);
    return past.map((values, index) => ({
      name: season.name,
      history: values,
      future: ahead[index]!,
      priorScale: season["prior-scale"] ?? parameters["seasonality-prior-scale"],
      mode: season.mode ?? parameters["seasonality-mode"],
    }));
  });
}

/** The user's own first, as elsewhere: the order of columns decides where the optimizer stops. */
export function seasonsOf(parameters: ProphetParameters, ds: readonly number[]): Season[] {
  const own = parameters.seasonalities ?? [];
  const usual = builtIn
    .map(({ name, period, order }) => {
      const wanted = parameters[`${name}-seasonality`];
      const isOwn = own.some((season) => season.name === name);
      const chosen = wanted === "auto" ? !isOwn && isVisible(name, ds) : wanted;
      return { name, period, order: typeof chosen === "number" ? chosen : chosen ? order : 0 };
    })
    .filter(({ order }) => order > 0);
  return [...own, ...usual];
}

/** Whether the history is long and fine enough to show a cycle: twice its length, and several rows in it. */
function isVisible(cycle: (typeof builtIn)[number]["name"], ds: readonly number[]): boolean {
  const reach = ds.at(-1)! - ds[0]!;
  if (cycle === "yearly") return reach >= 730 * daySeconds;
  let step = Infinity;
  for (let row = 1; row < ds.length; row++) step = Math.min(step, ds[row]! - ds[row - 1]!);
  return cycle === "weekly"
    ? reach >= 14 * daySeconds && step < 7 * daySeconds
    : reach >= 2 * daySeconds && step < daySeconds;
}

/**
 * Columns sin and cos in turn, of one, two and more waves in the period. Rounded as in forecaster.py, since where
 * L-BFGS stops hangs on the last digit.
 */
function fourier({ period, order, condition }: Season, given: Columns): Float64Array[] {
  const { ds } = given;
  const holds = condition === undefined ? undefined : conditionOf(given, condition);
  const columns: Float64Array[] = [];
  for (let wave = 1; wave <= order; wave++) {
    const [sines, cosines] = [new Float64Array(ds.length), new Float64Array(ds.length)];
    for (let row = 0; row < ds.length; row++) {
      if (holds?.[row] === 0) continue;
      const angle = (wave / period) * (Math.PI * 2 * (ds[row]! / daySeconds));
      sines[row] = Math.sin(angle);
      cosines[row] = Math.cos(angle);
    }
    columns.push(sines, cosines);
  }
  return columns;
}

function conditionOf(columns: Columns, name: string): readonly number[] {
  const values = columns[name]!;
  const wrong = values.find((value) => value !== 0 && value !== 1);
  if (wrong === undefined) return values;
  throw new InputError(
    `Column ${name} holds ${wrong}; the condition of a seasonality is 1 or 0, true or false.`,
    {
      code: "parameter.seasonalities",
      fix: "Write 1 in the rows where the seasonality holds and 0 in the others.",
    },
  );
}
