// How many bytes the forecasts of one file may have: an instance keeps them all until they are written.
import { InputError } from "../input-error.ts";

/** Two million rows of a panel with one band and short ids. */
export const mostBytesOut = 160 * 2 ** 20;

/** @throws InputError forecast.too-large */
export function checkOutput(bytes: number): void {
  if (bytes <= mostBytesOut) return;
  throw new InputError(`The forecasts of all series together have more than ${mostBytesOut / 2 ** 20} MiB.`, {
    code: "forecast.too-large",
    fix: "Set a smaller horizon, give the series shorter ids, or split the file by series.",
  });
}
