// The beginning of a text as records of cells, leniently: above a table may stand anything, so a quote that closes
// nowhere is a character like others. Quotes and blanks otherwise mean what they mean in split-csv.ts.

export interface LayoutRecord {
  /** Trimmed. */
  cells: string[];
  /** 1-based line on which it begins. */
  line: number;
  /** Characters into the text: of the record, and behind its line end. */
  start: number;
  end: number;
  isComment: boolean;
  /** Quotes that stand where they mean nothing, as they do with the wrong delimiter. */
  strayQuotes: number;
}

const comment = /^\s*"?(?:#|%|\/\/)/;

/** A column that numbers the rows may be called `#`, one of shares `%`. */
const nameOfSign = /^\s*"?[#%]"?\s*(?=[,;\t|])/;

/** Quoted fields longer than that are taken for a quote that was never closed. */
const longestQuoted = 20_000;

/** More say nothing new about where a table begins. */
const mostRecords = 500;

/**
 * Splits the first records.
 * @param text with LF or CRLF
 */
export function splitRecords(text: string, delimiter: string): LayoutRecord[] {
  const records: LayoutRecord[] = [];
  let line = 1;
  for (let at = 0; at < text.length && records.length < mostRecords; ) {
    const lineEnd = endOfLine(text, at);
    const isComment = isCommentLine(text.slice(at, Math.min(lineEnd, at + 80)));
    const record: LayoutRecord = { cells: [], line, start: at, end: 0, isComment, strayQuotes: 0 };
    // A comment is one line, whatever quotes it holds.
    const limit = isComment && text[at] !== '"' ? lineEnd : text.length;
    for (;;) {
      const next = text.charCodeAt(at) === 0x22 ? quotedEnd(text, at, limit, delimiter) : -1;
      if (next >= 0) {
        const closing = text.lastIndexOf('"', next - 1);
        const value = text.slice(at + 1, closing);
        line += countLineEnds(value);
        record.cells.push(value.replaceAll('""', '"').trim());
        at = next;
      } else {
        if (text.charCodeAt(at) === 0x22) record.strayQuotes++;
        const from = at;
        while (at < text.length && text[at] !== delimiter && text[at] !== "\n") at++;
        record.cells.push(text.slice(from, at).trim());
      }
      if (at >= text.length || text[at] === "\n") break;
      at++;
    }
    line++;
    at++;
    record.end = Math.min(at, text.length);
    records.push(record);
  }
  return records;
}

export const isBlankRecord = ({ cells }: LayoutRecord): boolean => cells.every((cell) => cell === "");

const isCommentLine = (start: string): boolean => comment.test(start) && !nameOfSign.test(start);

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** Where the delimiter or line end behind a quoted field stands; -1 where the quote opens no field. */
function quotedEnd(text: string, open: number, limit: number, delimiter: string): number {
  const last = Math.min(limit, open + longestQuoted);
  let at = open;
  do at = text.indexOf('"', at + 1);
  while (at >= 0 && at < last && text.charCodeAt(at + 1) === 0x22 && ++at);
  if (at < 0 || at >= last) return -1;
  at++;
  while (text[at] === " " || text[at] === "\r") at++;
  return at >= text.length || text[at] === delimiter || text[at] === "\n" ? at : -1;
}

function countLineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
