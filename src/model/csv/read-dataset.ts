// CSV to the series that it holds: one, `ds,y`, or many, `unique_id,ds,y` with one row per series and date.
//
//   const dataset = await readDataset(bytes, { id: ["shop"] });   // or, while an upload arrives:
//   const reader = createDatasetReader(choice); reader.push(chunk); ... const dataset = await reader.finish();
//
// A file holds many series when id columns are named, or when one column's name says that it holds ids and its texts
// distinguish series. A fault of one of many is kept beside the others; any other fault is thrown.
//
// A file whose beginning is plain is read while it arrives. Any other, and one that shows a fault that way, is read in two
// passes when it is there as a whole: read-carefully.ts, which is loaded only then.
import { asInputError, InputError, isInputError, orInputError } from "../input-error.ts";
import type { Dataset } from "../series/dataset.ts";
import { datasetOf, distinguishesSeries } from "./dataset-of-rows.ts";
import { asPlainPanel, hasByteOrderMark, maximumBytes, tooManyBytes, withLineFeeds } from "./decode-text.ts";
import { detectId, findColumns, type ReadChoice } from "./find-columns.ts";
import { parseRows, startParsing, type Parsing } from "./parse-rows.ts";
import { isPlainHead, isToldHow } from "./plain-head.ts";
import { readHead } from "./read-head.ts";

export interface DatasetReader {
  /** The chunk is not kept and may be used again. */
  push(chunk: Uint8Array): void;
  /**
   * @param last one more chunk
   * @throws InputError when no series can be read; push throws only for a file that is too long
   */
  finish(last?: Uint8Array): Promise<Dataset>;
}

/** Small chunks are let to gather: joining them and looking again costs what waits. */
const leastBytes = 64 * 1024;

/** A row of a file of many series that has not ended after so many bytes has lost its quote or its line ends. */
export const maximumRecord = 2 ** 20;

/** @throws InputError csv.* */
export function readDataset(input: Uint8Array, choice: ReadChoice = {}): Promise<Dataset> {
  return createDatasetReader(choice).finish(input);
}

export function createDatasetReader(choice: ReadChoice = {}): DatasetReader {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let total = 0;
  /** All that was pushed: where the fast way meets a fault, the file is read once more. */
  const kept: Uint8Array[] = [];
  let hasMark = false;
  let state: Parsing | undefined;
  let id = choice.id ?? [];
  let isPlain = !isToldHow(choice);
  /** What is wrong with the file as a whole comes before what is wrong with a cell. */
  let fault: InputError | undefined;

  const aggregates = choice.aggregates ?? false;
  const isOne = () => id.length === 0;

  function take(chunk: Uint8Array): void {
    total += chunk.length;
    if (total > maximumBytes) {
      throw isOne() ? tooManyBytes() : tooManyBytes(asPlainPanel);
    }
    kept.push(chunk);
    waiting.push(chunk);
    waitingBytes += chunk.length;
  }

  /** Reads what waits; whole rows only, unless it is the end. */
  function advance(isEnd: boolean): void {
    let rest: Uint8Array = new Uint8Array(0);
    try {
      if (isPlain && fault === undefined) rest = read(joined(waiting), isEnd);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      fault = error;
    }
    waiting = [rest];
    waitingBytes = rest.length;
  }

  /** @returns what is left of the block */
  function read(whole: Uint8Array, isEnd: boolean): Uint8Array {
    let block = whole;
    let from = 0;
    if (state === undefined) {
      // Old Mac files end lines with a bare CR.
      if (isEnd && !block.includes(0x0a)) block = withLineFeeds(block);
      const head = readHead(block, isEnd);
      if (head === undefined) return block;
      const { table } = head;
      id = choice.id ?? detectId(table.header);
      const columns = findColumns(table, { ...choice, id });
      if (columns === undefined || !isPlainHead(table, columns, choice)) {
        isPlain = false;
        return block;
      }
      state = startParsing(table, table.body.line, columns, isOne() ? choice.negativeFix : undefined);
      hasMark = hasByteOrderMark(block);
      from = head.length;
    }
    from = parseRows(state, block, from, isEnd);
    if (block.length - from > maximumRecord && !isOne()) throw endlessRow(state.line);
    return block.subarray(from);
  }

  async function finishPlain(): Promise<Dataset> {
    if (fault !== undefined || state === undefined) throw fault ?? new Error("Nothing was read.");
    if (isOne()) return datasetOf(state, { hasMark, input: joined(kept), aggregates });
    if (choice.id !== undefined || distinguishesSeries(state, aggregates))
      return datasetOf(state, { hasMark, aggregates });
    return readDataset(joined(kept), { ...choice, id: [] });
  }

  return {
    push(chunk) {
      take(chunk.slice());
      if (waitingBytes >= leastBytes) advance(false);
    },
    async finish(last = new Uint8Array(0)) {
      take(last);
      advance(true);
      const found = isPlain ? await finishPlain().catch(asInputError) : undefined;
      if (found !== undefined && !mayBeRead(found)) {
        if (isInputError(found)) throw found;
        return found;
      }
      const { betterOf, readCarefully } = await import("../careful/read-carefully.ts");
      const careful = orInputError(() => readCarefully(joined(kept), choice));
      return betterOf(found, careful);
    },
  };
}

/** Faults that may come from reading a file as if it were plain; others are the file's own, however it is read. */
const ofPlainReading: ReadonlySet<string> = new Set(
  "no-rows too-many-columns duplicate-column ragged bad-quote bad-date mixed-dates duplicate-date missing-id value-not-a-number value-infinite value-missing"
    .split(" ")
    .map((name) => `csv.${name}`),
);

export const isOfPlainReading = (code: string): boolean => ofPlainReading.has(code);

/** Whether the careful way may do better. */
const mayBeRead = (plain: Dataset | InputError): boolean =>
  isInputError(plain)
    ? isOfPlainReading(plain.code)
    : plain.series.some(({ fault }) => fault !== undefined && isOfPlainReading(fault.code));

const joined = (chunks: readonly Uint8Array[]): Uint8Array =>
  chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);

export function endlessRow(line: number): InputError {
  return new InputError("A row is longer than 1 MiB.", {
    code: "csv.field-too-long",
    line,
    column: 1,
    fix: "Check that the file is CSV with one row per line, and that every quoted field is closed where it should be.",
  });
}
