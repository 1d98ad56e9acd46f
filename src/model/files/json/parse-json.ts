// One JSON value, with the digits of long whole numbers kept: an id of 19 digits is not a double.
import { shorten } from "../../../core/quote.ts";
import { InputError } from "../../input-error.ts";

/** Which number of a file a value is, from 1; undefined where it is all of the file. */
export type RecordNumber = number | undefined;

/** @throws InputError csv.broken */
export function parseJson(bytes: Uint8Array, number: RecordNumber): unknown {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  try {
    return parsed(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    try {
      return parsed(withoutNaN(text));
    } catch {
      throw badJson(text, number, error);
    }
  }
}

const parsed = (text: string): unknown =>
  /\d{16}/.test(text) ? (JSON.parse(text, exactNumber) as unknown) : (JSON.parse(text) as unknown);

function exactNumber(this: unknown, _: string, value: unknown, context?: { source?: string }): unknown {
  const isExact = typeof value !== "number" || Number.isSafeInteger(value) || context?.source === undefined;
  return isExact || !/^-?\d+$/.test(context.source!) ? value : context.source;
}

/** Python and others write what JSON has no word for. */
const withoutNaN = (text: string): string =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\b(?:NaN|None|undefined)\b/g, (found) =>
    found.startsWith('"') ? found : found.endsWith("Infinity") ? `"${found}"` : "null",
  );

const badJson = (text: string, number: RecordNumber, cause: SyntaxError): InputError =>
  new InputError(
    `${number === undefined ? "The file" : `Record ${number}`} is not valid JSON: ${shorten(cause.message)}.`,
    {
      code: "csv.broken",
      ...(number !== undefined && { line: number, column: 1, excerpt: shorten(text.slice(0, 200)) }),
      fix: "Write the file with a program that makes JSON, such as to_json of pandas, or send CSV.",
      cause,
    },
  );
