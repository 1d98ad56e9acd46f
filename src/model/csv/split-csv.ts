// CSV text to columns of strings (RFC 4180), remembering where every record began.
//
// Not udsv: it fixes the number of fields from the header, so a ragged row shifts the fields of the next row
// silently, and it gives no line numbers when quoted fields hold line breaks. Both are errors that must name a line.
import { InputError, type Place } from "../input-error.ts";
import { plural } from "../../core/duration.ts";
import { shorten } from "../../core/quote.ts";

export interface Table {
  header: string[];
  /** What separates the fields. */
  delimiter: string;
  /** Line of the header; above 1 only when blank lines come first. */
  headerLine: number;
  /** Where what follows the header begins: characters into the text, and its line. */
  body: { start: number; line: number };
  /** One array per header field, all of the same length. Fields are trimmed unless they were quoted. */
  columns: string[][];
  /** Line on which each record starts. */
  lines: number[];
  /** The record's text as it stands, shortened; for messages. -1 is the header. */
  excerpt(row: number): string;
}

/** What an instance with 1 GiB has room for. */
const maximumRows = 500_000;

/** Far above any series with its regressors; a message that lists columns stays readable. */
const mostColumns = 1000;

/** Of a table that may have a column for each date. */
export const mostWideColumns = 10_000;

/** In characters. Dates, numbers and notes are shorter; a file that is one endless line is not. */
export const maximumField = 100_000;

const delimiters = [",", ";", "\t"] as const;

/** The delimiter that occurs most often outside quotes in the header; a comma when there is none. */
export function detectDelimiter(headerLine: string): string {
  const bare = headerLine.slice(0, maximumField).replaceAll(/"[^"]*"/g, "");
  let best: string = ",";
  let bestCount = 0;
  for (const delimiter of delimiters) {
    const count = bare.split(delimiter).length - 1;
    if (count > bestCount) [best, bestCount] = [delimiter, count];
  }
  return best;
}

/**
 * Splits the text. Blank lines are skipped; every other record must have as many fields as the header.
 * @param known the delimiter, when it need not be found
 * @throws InputError csv.ragged, csv.too-long, csv.too-many-columns, csv.field-too-long, csv.unclosed-quote or csv.bad-quote.
 */
export function splitCsv(source: string, known?: string): Table {
  // Old Mac files end lines with a bare CR. Same length, so offsets stay right.
  const text = source.includes("\n") ? source : source.replaceAll("\r", "\n");
  const firstLine = /[^\r\n][^\n]*/.exec(text.slice(text.search(/\S/)))?.[0] ?? "";
  const delimiter = known ?? detectDelimiter(firstLine);
  const maximumColumns = known === undefined ? mostColumns : mostWideColumns;
  const starts: number[] = [];
  const lines: number[] = [];
  const columns: string[][] = [];
  let header: string[] | undefined;
  let headerLine = 1;
  let headerStart = 0;
  let body = { start: 0, line: 1 };

  const placeAt = (line: number, column: number, start: number): Place => ({
    line,
    column,
    excerpt: excerptFrom(start),
  });
  const excerptFrom = (start: number): string => {
    const end = text.indexOf("\n", start);
    // More than is shown of it, so that the end is known to be cut.
    return shorten(text.slice(start, Math.min(end < 0 ? text.length : end, start + 200)).trimEnd());
  };

  let at = 0;
  let line = 1;
  while (at < text.length) {
    const start = at;
    const startLine = line;
    const fields: string[] = [];
    for (;;) {
      const quoted = text.charCodeAt(at) === 0x22;
      if (quoted) {
        const closing = closingQuote(text, at);
        if (closing < 0) {
          throw new InputError("A quoted field is never closed.", {
            code: "csv.unclosed-quote",
            ...placeAt(line, fields.length + 1, text.lastIndexOf("\n", at) + 1),
            fix: 'Close the field with a double quote (") or remove the opening one.',
          });
        }
        if (closing - at > maximumField) throw tooLong(placeAt(startLine, fields.length + 1, start));
        const value = text.slice(at + 1, closing).replaceAll('""', '"');
        for (let i = value.indexOf("\n"); i >= 0; i = value.indexOf("\n", i + 1)) line++;
        fields.push(value);
        at = closing + 1;
        while (text[at] === " " || text[at] === "\r") at++;
        if (at < text.length && text[at] !== delimiter && text[at] !== "\n") {
          throw new InputError("Text follows the closing quote of a field.", {
            code: "csv.bad-quote",
            ...placeAt(line, fields.length, start),
            fix: 'Write a double quote inside a quoted field twice (""), or quote the whole field.',
          });
        }
      } else {
        const from = at;
        const limit = Math.min(text.length, from + maximumField + 1);
        while (at < limit && text[at] !== delimiter && text[at] !== "\n") at++;
        if (at - from > maximumField) throw tooLong(placeAt(startLine, fields.length + 1, start));
        fields.push(text.slice(from, at).trim());
      }
      if (at >= text.length || text[at] === "\n") break;
      if (fields.length === maximumColumns) {
        throw tooManyColumns(maximumColumns, placeAt(startLine, maximumColumns + 1, start));
      }
      at++;
    }
    at++;
    line++;
    if (fields.length === 1 && fields[0] === "" && text.slice(start, at).trim() === "") continue;
    if (header === undefined) {
      header = fields.map((name) => name.trim());
      headerLine = startLine;
      headerStart = start;
      body = { start: at, line };
      for (let i = 0; i < header.length; i++) columns.push([]);
      continue;
    }
    if (fields.length !== header.length) {
      throw new InputError(
        `The row has ${plural(fields.length, "field")}, but the header has ${header.length}.`,
        {
          code: "csv.ragged",
          ...placeAt(startLine, Math.min(fields.length, header.length) + 1, start),
          fix: `Give every row ${plural(header.length, "field")}; a field that holds ${quoteName(delimiter)} must stand in double quotes.`,
        },
      );
    }
    if (lines.length === maximumRows) {
      throw new InputError(`The file has more than ${maximumRows} rows.`, {
        code: "csv.too-long",
        ...placeAt(startLine, 1, start),
        fix: "Send only the newest rows, or totals of longer steps (hours instead of minutes).",
      });
    }
    for (let i = 0; i < fields.length; i++) columns[i]!.push(fields[i]!);
    starts.push(start);
    lines.push(startLine);
  }
  return {
    header: header ?? [],
    delimiter,
    headerLine,
    body,
    columns,
    lines,
    excerpt: (row) => excerptFrom(row < 0 ? headerStart : starts[row]!),
  };
}

export function tooManyColumns(most: number, place: Place): InputError {
  return new InputError(`The row has more than ${most} fields.`, {
    code: "csv.too-many-columns",
    ...place,
    fix: "Send one row per date, and only the columns that the forecast needs.",
  });
}

function tooLong(place: Place): InputError {
  return new InputError(`A field has more than ${maximumField} characters.`, {
    code: "csv.field-too-long",
    ...place,
    fix: "Check that the file is CSV with one row per line, and that every quoted field is closed where it should be.",
  });
}

/** Index of the quote that closes the field opened at `open`, doubled quotes skipped; -1 when there is none. */
function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at >= 0 && text.charCodeAt(at + 1) === 0x22) at = text.indexOf('"', at + 2);
  return at;
}

const quoteName = (delimiter: string): string =>
  delimiter === "\t" ? "a tab" : delimiter === ";" ? "a semicolon" : "a comma";

/** The rows of a table that is found in a file. */
export interface Body {
  delimiter: string;
  /** Columns of the header. */
  width: number;
  /** Where the first row begins: bytes, and its line. */
  start: number;
  line: number;
  /** Whether cells that a row leaves out at its end are empty. */
  pads?: boolean;
  /** Lines of rows that are no part of the table. */
  skip?: ReadonlySet<number> | undefined;
}

/** Empty fields beyond the header's are left out, as a delimiter at the end of each row makes them. */
export function fittedCells(
  record: string,
  { delimiter, width, pads = false }: Pick<Body, "delimiter" | "width" | "pads">,
): string[] {
  const cells = splitCsv(record, delimiter).header;
  while (cells.length > width && cells.at(-1) === "") cells.pop();
  while (pads && cells.length > 1 && cells.length < width) cells.push("");
  return cells;
}
