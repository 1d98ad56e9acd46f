// How long the name of a series may be: it stands in every row of its forecast, and so makes much of little.
import { InputError, type Place } from "../input-error.ts";

const mostBytes = 1024;

/** @throws InputError csv.id-too-long */
export function checkIds(ids: readonly string[], placeOf: () => Partial<Place>): void {
  const length = ids.reduce((sum, id) => sum + id.length, 0);
  // A character has three bytes at most.
  if (length * 3 <= mostBytes) return;
  const bytes = ids.reduce((sum, id) => sum + Buffer.byteLength(id), 0);
  if (bytes <= mostBytes) return;
  throw new InputError(`The id of a series has ${bytes} bytes; ${mostBytes} are taken.`, {
    code: "csv.id-too-long",
    ...placeOf(),
    fix: "Check that the id column is the one that tells series apart, or give the series shorter names.",
  });
}
