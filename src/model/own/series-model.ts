// A series model of the user's own as one of ours.
import type * as z from "zod";
import type { Forecast, ForecastModel, ForecastRequest } from "../predict/forecast-model.ts";
import { columnOf, forecastFrame, lowerColumn, upperColumn } from "../predict/frame.ts";
import type { Band } from "../series/forecast-table.ts";
import { defaultsFor } from "../time/frequency.ts";
import { frequencyName } from "../time/frequency-name.ts";
import { calibrateOwn } from "./calibrate-own.ts";
import type { SeriesDefinition } from "./define-model.ts";
import { describeOwn } from "./describe-own.ts";
import { guarded } from "./fault.ts";
import { checkResult, numbersOf } from "./result-frame.ts";

type Definition = SeriesDefinition<z.ZodObject, string, unknown>;

/**
 * @param file as the user knows it, for messages
 * @param loaded what `load` gave
 */
export function seriesModel(definition: Definition, file: string, loaded: unknown): ForecastModel {
  const { name, version = "1" } = definition;
  const description = describeOwn(definition);
  let hasThrown = false;

  async function points(request: ForecastRequest, levels: readonly number[]): Promise<Forecast["frame"]> {
    const { history, future, frequency, parameters } = request;
    const result = await guarded(`The model ${name}`, file, () =>
      definition.predict({
        history,
        future,
        frequency: frequencyName(frequency),
        season: defaultsFor(frequency).season,
        levels,
        parameters,
        loaded,
      }),
    );
    return checkResult(result, { model: name, file, rows: future.shape[0]!, columns: ["yhat"] });
  }

  return {
    ...description,
    version: `${name} ${version}`,
    isOwn: true,
    // What it loaded may be half used: WebAssembly that trapped, a session that is locked.
    isWornOut: () => hasThrown,
    async forecast(request) {
      const { levels, future } = request;
      const result = await points(request, levels).catch((error: unknown) => {
        hasThrown = true;
        throw error;
      });
      const yhat = numbersOf(result, "yhat", { model: name, file });
      const given = levels.filter(
        (level) => result.columns.includes(lowerColumn(level)) && result.columns.includes(upperColumn(level)),
      );
      const column = (key: string) => numbersOf(result, key, { model: name, file });
      const bands: Band[] =
        given.length === levels.length
          ? levels.map((level) => around(yhat, column(lowerColumn(level)), column(upperColumn(level))))
          : await calibrateOwn(request, yhat, {
              minimumRows: description.minimumRows,
              points: async (earlier) => numbersOf(await points(earlier, []), "yhat", { model: name, file }),
            });
      return { frame: forecastFrame(columnOf(future, "ds"), yhat, levels, bands), warnings: [] };
    },
  };
}

/** The point lies inside of every band, whatever the model says. */
const around = (yhat: readonly number[], lower: readonly number[], upper: readonly number[]): Band => ({
  lower: yhat.map((value, row) => Math.min(value, lower[row]!)),
  upper: yhat.map((value, row) => Math.max(value, upper[row]!)),
});
