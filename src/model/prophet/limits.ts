// Cap and floor of logistic growth: numbers for all rows, or columns of the file.
import { formatDay } from "../csv/parse-date.ts";
import type { Columns } from "../numeric/numbers.ts";
import { InputError } from "../input-error.ts";
import type { Limits } from "./trend.ts";
import type { ProphetParameters } from "./parameters.ts";

/**
 * One cap and one floor per row; undefined without logistic growth.
 * @throws InputError parameter.cap
 */
export function limitsOf({ cap, floor = 0 }: ProphetParameters, columns: Columns): Limits | undefined {
  if (cap === undefined) return undefined;
  const ds = columns.ds;
  const values = (level: number | string) =>
    typeof level === "string" ? columns[level]! : ds.map(() => level);
  const limits = { cap: values(cap), floor: values(floor) };
  const wrong = limits.cap.findIndex((value, row) => value <= limits.floor[row]!);
  if (wrong === -1) return limits;
  throw new InputError(
    `The cap ${limits.cap[wrong]} is not above the floor ${limits.floor[wrong]} on ${formatDay(ds[wrong]!)}.`,
    { code: "parameter.cap", fix: "Set cap above floor in every row; floor is 0 when it is not set." },
  );
}

/**
 * The largest distance from the floor, by which Prophet divides.
 * @throws InputError parameter.cap or parameter.floor where the curve would be flat to rounding
 */
export function scaleOf(y: readonly number[], limits: Limits | undefined): number {
  const scale = y.reduce(
    (most, value, row) => Math.max(most, Math.abs(value - (limits?.floor[row] ?? 0))),
    0,
  );
  if (limits === undefined) return scale;
  if (scale === 0) {
    throw new InputError("All values lie on the floor.", {
      code: "parameter.floor",
      fix: "Set floor below the values, or use growth linear.",
    });
  }
  const height = limits.cap.reduce((most, value, row) => Math.max(most, value - limits.floor[row]!), 0);
  if (height <= 1e6 * scale) return scale;
  throw new InputError("The cap is over a million times as high as the largest value.", {
    code: "parameter.cap",
    fix: "Set cap to the level at which the series saturates, or use growth linear.",
  });
}
