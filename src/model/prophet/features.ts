// Columns beside the seasons: holidays and regressors, as in Prophet for R and Python.
import { daySeconds } from "../time/calendar.ts";
import { isConstant, type Columns } from "../numeric/numbers.ts";
import { InputError } from "../input-error.ts";
import { specialDays, type CountryCalendar } from "./holidays.ts";
import type { ProphetParameters } from "./parameters.ts";
import type { Regressor } from "./term-parameters.ts";

export interface Feature {
  /** Of its season, holiday or column. */
  name: string;
  /** One value per row. */
  history: Float64Array;
  future: Float64Array;
  priorScale: number;
  mode: "additive" | "multiplicative";
}

export interface Features {
  features: Feature[];
  /** Sentences about what has no effect. */
  warnings: string[];
}

/** @throws InputError parameter.holidays-country or parameter.regressors */
export async function featuresOf(
  parameters: ProphetParameters,
  history: Columns,
  future: Columns,
  calendar: CountryCalendar,
): Promise<Features> {
  const holidays = await holidayFeatures(parameters, history.ds, future.ds, calendar);
  const features = [...holidays.features];
  const warnings = [...holidays.warnings];
  for (const regressor of parameters.regressors ?? []) {
    const feature = regressorFeature(regressor, parameters, history, future);
    if (feature === undefined) {
      warnings.push(`Column ${regressor.name} holds one value in the whole history, so it has no effect.`);
    } else features.push(feature);
  }
  return { features, warnings };
}

async function holidayFeatures(
  parameters: ProphetParameters,
  ds: readonly number[],
  dates: readonly number[],
  calendar: CountryCalendar,
): Promise<Features> {
  const days = await specialDays(parameters, [ds[0]!, dates.at(-1)!], calendar);
  const mode = parameters["holidays-mode"] ?? parameters["seasonality-mode"];
  const features: Feature[] = [];
  for (const special of days) {
    const indicate = (seconds: number) => (special.days.has(Math.floor(seconds / daySeconds)) ? 1 : 0);
    const history = Float64Array.from(ds, indicate);
    // What never was in the history has nothing to learn from, and its effect would be zero.
    if (!history.includes(1)) continue;
    features.push({
      name: special.name,
      history,
      future: Float64Array.from(dates, indicate),
      priorScale: special.priorScale,
      mode,
    });
  }
  const warnings =
    days.length > 0 && features.length === 0
      ? ["No row of the history falls on a holiday, so holidays have no effect."]
      : [];
  return { features, warnings };
}

/** Undefined when there is nothing to learn from. */
function regressorFeature(
  { name, mode, standardize, ...regressor }: Regressor,
  parameters: ProphetParameters,
  historyColumns: Columns,
  futureColumns: Columns,
): Feature | undefined {
  const history = historyColumns[name]!;
  const future = futureColumns[name]!;
  const values = new Set(history);
  if (isConstant(values)) return undefined;
  const isBinary = values.size === 2 && values.has(0) && values.has(1);
  const scale = (standardize === "auto" ? !isBinary : standardize)
    ? standardization(history)
    : (x: number) => x;
  const feature = {
    name,
    history: Float64Array.from(history, scale),
    future: Float64Array.from(future, scale),
    // As in Prophet for R and Python: the scale of holidays, and the mode of seasons.
    priorScale: regressor["prior-scale"] ?? parameters["holidays-prior-scale"],
    mode: mode ?? parameters["seasonality-mode"],
  };
  if ([...feature.history, ...feature.future].every((value) => Math.abs(value) < largest)) return feature;
  throw new InputError(`Column ${name} holds numbers that are too large for a regressor.`, {
    code: "parameter.regressors",
    fix: `Divide the column by a common factor${standardize === false ? ", or let it be standardized" : ""}, and look for values that are far off all others.`,
  });
}

/** Beyond it sums lose what the other terms add. */
const largest = 1e8;

function standardization(values: readonly number[]): (value: number) => number {
  // Divided first, since squares of numbers above 1e154 overflow.
  const unit = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const mean = values.reduce((sum, value) => sum + value / unit, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value / unit - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  return (value) => (value / unit - mean) / deviation;
}
