// One series and one model: what holds for every forecast, whichever model makes it.
import type { CommonParameters } from "../parameters/common-parameters.ts";
import type { Forecast, ForecastModel } from "./forecast-model.ts";
import type { DateStyle } from "../dates/date-style.ts";
import { wholeNumbers } from "./whole-numbers.ts";
import { createFrame, readForecastFrame } from "./frame.ts";
import { withoutUnfitLastRow } from "./last-row.ts";
import type { ForecastRows } from "../series/forecast-table.ts";
import { fillSteps } from "../time/fill-steps.ts";
import type { Frequency } from "../time/frequency.ts";
import { InputError } from "../input-error.ts";
import { isConstant, type Numbers } from "../numeric/numbers.ts";

interface Columns {
  ds: Numbers;
  columns?: Readonly<Record<string, Numbers>>;
  /** How its dates are written, for the sentences about them. */
  style?: DateStyle;
}

export interface SeriesRequest {
  model: ForecastModel;
  /** As many rows as the model takes, see checkLength. */
  history: Columns & { y: Numbers };
  future: Columns;
  frequency: Frequency;
  /** The model's own parameters. */
  parameters: Record<string, unknown>;
  common: CommonParameters;
}

export interface ForecastOfModel extends Omit<Forecast, "frame"> {
  rows: ForecastRows;
}

/** @throws InputError model.not-finite, or one of the model's own */
export async function forecastSeries({
  model,
  history: known,
  future,
  ...request
}: SeriesRequest): Promise<ForecastOfModel> {
  const { fill } = request.common;
  const judged = withoutUnfitLastRow(known, request.frequency, request.common, model);
  const history = fill === "previous" ? fillSteps(judged.history, request.frequency, fill) : judged.history;
  const levels = request.common.interval;
  const whole = (rows: ForecastRows) => (request.common.integer === true ? wholeNumbers(rows) : rows);
  // Such a series has no scale and no noise to fit.
  if (isConstant(history.y)) {
    const { rows, warnings } = constantForecast(history.y, future.ds, levels);
    return { rows: whole(rows), warnings: [...judged.warnings, ...warnings] };
  }
  const { frame, warnings, explanation, parts } = await model.forecast({
    ...request,
    history: createFrame({ ds: history.ds, y: history.y, ...history.columns }),
    future: createFrame({ ds: future.ds, ...future.columns }),
    levels,
    style: known.style,
  });
  const rows = readForecastFrame(frame, levels);
  for (const values of [rows.yhat, ...rows.bands.flatMap(({ lower, upper }) => [lower, upper])]) {
    if (values.every(Number.isFinite)) continue;
    throw new InputError("The forecast leaves the range of numbers.", {
      code: "model.not-finite",
      fix: "Divide all values by a common factor, for example count in millions, and set a smaller horizon.",
    });
  }
  return { rows: whole(rows), warnings: [...judged.warnings, ...warnings], explanation, parts };
}

function constantForecast(y: Numbers, ds: Numbers, levels: readonly number[]): ForecastOfModel {
  const yhat = Array.from(ds, () => y.at(-1)!);
  return {
    rows: { ds: Array.from(ds), yhat, bands: levels.map(() => ({ lower: yhat, upper: yhat })) },
    warnings: [
      y.length === 1
        ? "There is 1 row, so the forecast repeats its value, and nothing says how far off that may be: the band has no width."
        : y.every((value) => value === y[0])
          ? "All values are equal, so the forecast repeats them and its band has no width."
          : "All values are equal but for what rounding could change, so the forecast repeats the last one and its band has no width. Subtract what all have in common if the differences matter.",
    ],
  };
}
