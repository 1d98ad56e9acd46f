// Faults of a file are counted in lines of its text. Where that is not what the user sees, the message says what is.
import { InputError, isInputError } from "../input-error.ts";
import type { OpenedFile } from "./opened-file.ts";

/**
 * What the action gives.
 * @param action reads the text of the file
 * @throws InputError of the action, which then says what its line is in the file
 */
export async function explaining<T>(
  { kind, notes }: Pick<OpenedFile, "kind" | "notes">,
  action: () => T | Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isInputError(error) || kind === "csv") throw error;
    const { message, line } = error;
    const what = line === undefined ? "" : ` ${meaningOf(kind, line)}`;
    // Which sheet it is, for example.
    const from = notes.length === 0 ? "" : ` ${notes.join(" ")}`;
    throw new InputError(`${message}${what}${from}`, error);
  }
}

function meaningOf(kind: Exclude<OpenedFile["kind"], "csv">, line: number): string {
  if (kind === "xlsx") return `Line ${line} is row ${line} of the sheet.`;
  if (line === 1) return "Line 1 has the names of the columns.";
  return `Line ${line} is ${kind === "parquet" ? "row" : "record"} ${line - 1} of the file.`;
}
