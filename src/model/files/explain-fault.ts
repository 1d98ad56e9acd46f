// Faults of a file are counted in lines of its text. Where that is not what the user sees, the message says what is.
import { quote } from "../../core/quote.ts";
import { InputError, isInputError } from "../input-error.ts";
import { formatOfName, type ResultFormat } from "../results/result-format.ts";
import type { OpenedFile } from "./opened-file.ts";

/**
 * What the action gives.
 * @param action reads the text of the file
 * @throws InputError of the action, which then says what its line is in the file
 */
export async function explaining<T>(
  { kind, notes, encodings, name }: Pick<OpenedFile, "kind" | "notes" | "encodings" | "name">,
  action: () => T | Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isInputError(error)) throw error;
    if (error.code === "csv.encoding" && encodings.length > 0) throw askingFor(encodings, error);
    if (kind === "csv") throw misnamed(name, error) ?? error;
    const { message, line } = error;
    const what = line === undefined ? "" : ` ${meaningOf(kind, line)}`;
    // Which sheet it is, for example.
    const from = notes.length === 0 ? "" : ` ${notes.join(" ")}`;
    throw new InputError(`${message}${what}${from}`, error);
  }
}

/** By the ending of a name. */
const notWhatItSays: Readonly<Partial<Record<ResultFormat | "unknown", string>>> = {
  json: "holds no rows of JSON",
  ndjson: "holds no rows of JSON",
  parquet: "is no Parquet",
  xlsx: "is no Excel workbook",
};

/** For text under the name of something else, which is read as CSV all the same. */
function misnamed(name: string | undefined, error: InputError): InputError | undefined {
  const what = name === undefined ? undefined : notWhatItSays[formatOfName(name) ?? "unknown"];
  if (what === undefined) return undefined;
  const ending = name!.slice(name!.lastIndexOf("."));
  return new InputError(
    `The name ends in ${ending}, but the file ${what}; it was read as CSV. ${error.message}`,
    error,
  );
}

/** Who reads the first line in each encoding sees which one it is. */
function askingFor(encodings: OpenedFile["encodings"], error: InputError): InputError {
  const [{ encoding, example }] = encodings as [OpenedFile["encodings"][number]];
  return new InputError(
    `${error.message} In the encoding ${encoding} it would begin with ${quote(example)}.`,
    {
      code: error.code,
      line: error.line,
      column: error.column,
      excerpt: error.excerpt,
      fix: error.fix,
      cause: error,
      choices: {
        parameter: "encoding",
        values: encodings.map((each) => each.encoding),
        meanings: encodings.map((each) => each.example),
      },
    },
  );
}

function meaningOf(kind: Exclude<OpenedFile["kind"], "csv">, line: number): string {
  if (kind === "xlsx") return `Line ${line} is row ${line} of the sheet.`;
  if (line === 1) return "Line 1 has the names of the columns.";
  return `Line ${line} is ${kind === "parquet" ? "row" : "record"} ${line - 1} of the file.`;
}
