// Whether a series has as many rows as a model needs, and no more than it takes.
import { InputError } from "../input-error.ts";
import type { ModelDescription } from "../parameters/model-description.ts";

/**
 * @param place where to point at, for a series out of a file
 * @throws InputError csv.too-short or csv.too-long
 */
export function checkLength(
  count: number,
  { name, minimumRows, maximumRows }: Pick<ModelDescription, "name" | "minimumRows" | "maximumRows">,
  place: { line: number; target: string },
): void {
  const at = { line: place.line, column: 1 };
  if (count < minimumRows) {
    throw new InputError(
      `There ${count === 1 ? "is 1 row" : `are ${count} rows`} with a value in column ${place.target}; ${name} needs at least ${minimumRows}.`,
      {
        code: "csv.too-short",
        ...at,
        fix: "Send a longer history: at least two seasons make a useful forecast.",
      },
    );
  }
  if (count > maximumRows) {
    throw new InputError(`There are ${count} rows; ${name} takes at most ${maximumRows}.`, {
      code: "csv.too-long",
      ...at,
      fix: "Send only the newest rows, send totals of longer steps (hours instead of minutes), or set model to seasonal-naive.",
    });
  }
}
