// Where the table of a text begins: its delimiter, the row of names, and what stands above it.
import { quote, shorten } from "../../core/quote.ts";
import { blankSeparated, isQuotedByLine } from "./blank-separated.ts";
import { kindOf } from "./cell-kind.ts";
import { chooseDelimiter } from "./choose-delimiter.ts";
import { findHeader } from "./find-header.ts";
import { joinHeaderRows } from "./join-header-rows.ts";
import { noDelimiter, nothingLeft, quotedLines } from "./layout-errors.ts";
import { numberedNames } from "./numbered-names.ts";
import { isBlankRecord, type LayoutRecord } from "./split-records.ts";

export interface Layout {
  /** "," ";" "\t" "|" */
  delimiter: string;
  /**
   * Names as written, trimmed; "" for a blank column (an index column without a name, a delimiter at the end). As many
   * as a row of the table has cells, as far as that can be known.
   */
  header: string[];
  /** Whether the file has no names, so that those of the header only number the columns. */
  isNumbered: boolean;
  /** 1-based; of the first row where there are no names. */
  headerLine: number;
  /** Where the first row below the header begins: bytes into the UTF-8 form of the text (without a byte order mark), and its line. */
  body: { byte: number; line: number };
  /** What was skipped above, one sentence each, for example `Lines 1 to 3 were skipped ("Sales report 2024"): they are no part of the table.` */
  notes: string[];
}

export interface LayoutOptions {
  /** Lines above the header that are skipped for sure. */
  skipRows?: number | undefined;
  /** Whether the head is the whole file. */
  isWhole?: boolean;
}

/**
 * @param head the first up to 500 lines or 256 KiB of the text
 * @throws InputError csv.empty, csv.no-delimiter or csv.bad-quote
 */
export function findLayout(head: string, { skipRows, isWhole = false }: LayoutOptions = {}): Layout {
  const unmarked = head.startsWith("\ufeff") ? head.slice(1) : head;
  // Old Mac files end lines with a bare CR. Same length, so offsets stay right.
  const text = unmarked.includes("\n") ? unmarked : unmarked.replaceAll("\r", "\n");
  const declared = /^\s*"?sep=([,;|\t])"?[ \t\r]*(?:\n|$)/i.exec(text);
  const skipped = Math.max(skipRows ?? 0, declared ? lineOf(text, declared[0].length) - 1 : 0);
  const from = startOfLine(text, skipped);
  const rest = text.slice(from);
  if (rest.trim() === "") throw nothingLeft(skipRows);

  const excerptOf = ({ start, end }: LayoutRecord) =>
    shorten(rest.slice(start, end).split("\n", 1)[0]!.trim());
  const { delimiter, records, width } = chooseDelimiter(rest, isWhole, declared?.[1]);
  const blank = width === 1 ? blankSeparated(records) : undefined;
  if (blank !== undefined)
    throw noDelimiter({ line: blank.line + skipped, column: 1, excerpt: excerptOf(blank) });
  if (width === 1 && isQuotedByLine(records, rest)) {
    const first = records.find((record) => !isBlankRecord(record))!;
    throw quotedLines({ line: first.line + skipped, column: 1, excerpt: excerptOf(first) });
  }
  const found = findHeader(records, width, skipRows !== undefined);
  const { at, firstData } = found;
  const separatorNotes = declared
    ? [`Line 1 says that the fields are separated by ${separatorName(declared[1]!)}.`]
    : [];
  const notesAbove = (row: number) => {
    const above = records.slice(0, row).filter((record) => !isBlankRecord(record));
    if (above.length === 0 || skipRows !== undefined) return [];
    return [aboveNote(above, skipped, excerptOf(above[0]!))];
  };
  if (at === undefined) {
    const { start, line } = records[firstData]!;
    const other = otherDelimiter(records[firstData - 1], width);
    if (other !== undefined) {
      return {
        delimiter,
        header: other.names,
        isNumbered: false,
        headerLine: line - 1 + skipped,
        body: { byte: Buffer.byteLength(text.slice(0, from + start)), line: line + skipped },
        notes: [...separatorNotes, ...notesAbove(firstData - 1), other.note],
      };
    }
    const { names, note } = numberedNames(width);
    return {
      delimiter,
      header: names,
      isNumbered: true,
      headerLine: line + skipped,
      body: { byte: Buffer.byteLength(text.slice(0, from + start)), line: line + skipped },
      notes: [...separatorNotes, ...notesAbove(firstData), note],
    };
  }
  const { names, top, bottom } = joinHeaderRows(records, { ...found, at });
  const end = records[bottom]!.end;
  return {
    delimiter,
    header: names,
    isNumbered: false,
    headerLine: records[at]!.line + skipped,
    body: {
      byte: Buffer.byteLength(text.slice(0, from + end)),
      line: (records[bottom + 1]?.line ?? lineOf(rest, end)) + skipped,
    },
    notes: [
      ...separatorNotes,
      ...notesAbove(top),
      ...(top === bottom
        ? []
        : [
            `The names of the columns were joined from lines ${records[top]!.line + skipped} to ${records[bottom]!.line + skipped}.`,
          ]),
    ],
  };
}

/** Names right above the data that are separated otherwise than it: `date;y` above `2024-01-01,5`. */
function otherDelimiter(
  above: LayoutRecord | undefined,
  width: number,
): { names: string[]; note: string } | undefined {
  if (above === undefined || above.isComment || above.cells.length !== 1 || width < 2) return undefined;
  for (const separator of [";", ",", "\t", "|"]) {
    const names = above.cells[0]!.split(separator).map((name) => name.trim());
    if (names.length === width && names.every((name) => kindOf(name) === "text"))
      return {
        names,
        note: `The names in line ${above.line} are separated by ${separatorName(separator)}, unlike the rows.`,
      };
  }
  return undefined;
}

function aboveNote(above: readonly LayoutRecord[], skipped: number, excerpt: string): string {
  const [first, last] = [above[0]!.line + skipped, above.at(-1)!.line + skipped];
  const lines = first === last ? `Line ${first} was` : `Lines ${first} to ${last} were`;
  const what = above.every(({ isComment }) => isComment) ? "comments" : "no part of the table";
  return `${lines} skipped (${quote(excerpt)}): ${first === last ? `it is ${what.replace("comments", "a comment")}` : `they are ${what}`}.`;
}

const separatorName = (delimiter: string): string =>
  ({ ",": "commas", ";": "semicolons", "\t": "tabs" })[delimiter] ?? "vertical bars";

/** Line on which the character at `offset` stands. */
const lineOf = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;

function startOfLine(text: string, skipped: number): number {
  let at = 0;
  for (let line = 0; line < skipped && at < text.length; line++)
    at = text.indexOf("\n", at) + 1 || text.length;
  return at;
}
