// The parameters that a forecast was made with, defaults and findings included.
import type { ResolvedParameters } from "../series/forecast-table.ts";
import type { ParsedParameters } from "./parameters.ts";

/**
 * All parameters of a forecast, in the form in which they could have been given.
 * @param found in the data
 */
export function resolveParameters(
  { common, own }: ParsedParameters,
  ownNames: readonly string[],
  found: Readonly<ResolvedParameters>,
): ResolvedParameters {
  const { horizon, frequency, closed, fill, aggregate, integer, date, target, sheet, encoding, format } = {
    ...common,
    ...found,
  };
  const interval = common.interval.length < 2 ? (common.interval[0] ?? 0) : common.interval.join(",");
  return {
    model: common.model,
    ...plain({
      horizon,
      frequency,
      interval,
      closed,
      fill,
      "last-row": common["last-row"],
      aggregate,
      integer,
      date,
      target,
      sheet,
      encoding,
      format,
    }),
    ...plain(pick({ "season-length": found["season-length"], ...own }, ownNames)),
  };
}

const pick = (values: Record<string, unknown>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, values[name]]));

/** Without those that have no value; lists and objects as JSON. */
export const plain = (values: Readonly<Record<string, unknown>>): ResolvedParameters =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      if (value === undefined) return [];
      const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
      return [[name, isPlain ? value : JSON.stringify(value)]];
    }),
  );
