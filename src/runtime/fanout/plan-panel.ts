// Cuts a panel into slices. A plain CSV is read once to see where its series lie, and no row of it is kept; where they
// alternate, its rows are read once more and written in the order of the slices. What is not plain is read as on the
// short way, as far as an instance can hold it, and its series are kept in the output bucket.
import { randomUUID } from "node:crypto";
import { serialize } from "node:v8";
import { isOfPlainReading } from "../../model/csv/read-dataset.ts";
import { maximumBytes } from "../../model/csv/decode-text.ts";
import type { ReadChoice } from "../../model/csv/find-columns.ts";
import { lastDateOf } from "../../model/csv/dataset-of-rows.ts";
import { explaining } from "../../model/files/explain-fault.ts";
import { openFile } from "../../model/files/open-file.ts";
import { headBytes, kindOf } from "../../model/files/file-kind.ts";
import type { FileOptions, OpenedFile } from "../../model/files/opened-file.ts";
import { mayBeRead } from "../../model/csv/parse-rows.ts";
import { typicalFrequencyOf, seriesLookedAt, isLookedAt } from "../../model/grid/infer-frequency.ts";
import { isInputError, type InputError } from "../../model/input-error.ts";
import { cutSlices, type SliceSize } from "../../model/panel/cut-slices.ts";
import { createSeriesLocator, type Located } from "../../model/panel/locate-series.ts";
import { aboutPanel } from "../../model/panel/read-slice.ts";
import { createRowSorter, type Round } from "../../model/panel/sort-rows.ts";
import type { Dataset, Series } from "../../model/series/dataset.ts";
import { datasetIn } from "../forecast/read-input.ts";
import { contended, type ObjectStore, type StoredObject } from "../storage/object-store.ts";
import { keepObject, type FanOutPlan, type KeptObject, type Slice } from "./fan-out-plan.ts";
import { readSeries } from "./read-series.ts";

export interface PanelRequest {
  object: StoredObject;
  choice: ReadChoice;
  options: FileOptions;
  /** Whether the latest date of all series matters: where no row means 0. */
  needsLastDate: boolean;
  /** What is not larger is forecast in one piece. */
  least: { rows: number; series: number };
  size: SliceSize;
}

export interface PlanningContext {
  store: ObjectStore;
  outputBucket: string;
  folder: string;
  maximumBytes: number;
}

type CutPanel = Pick<FanOutPlan, "dataset" | "reading" | "rounds" | "slices">;

export type Planned =
  | ({ kind: "cut" } & CutPanel)
  /** To be forecast in one piece; without the dataset it is not read yet. */
  | { kind: "whole"; dataset?: Dataset }
  /** That generation is gone. */
  | { kind: "gone" };

/** Rows that are sorted at once: with their copy and their lines some 100 MB of memory. */
const roundBytes = 32 * 2 ** 20;

/** @throws InputError for what can never be read, CloudError when another try may succeed */
export async function planPanel(request: PanelRequest, context: PlanningContext): Promise<Planned> {
  const { least } = request;
  const found = await locate(request, context);
  if (found === "gone") return { kind: "gone" };
  if (found !== undefined && !isInputError(found)) {
    const rows = sum(found.rows);
    if (rows <= least.rows && found.rows.length <= least.series) return { kind: "whole" };
    const cut = await cutLocated(found, rows, request, context);
    if (cut !== undefined) return { kind: "cut", ...cut };
  }
  try {
    return await cutRead(request, context);
  } catch (error) {
    // What the plain way has met is what is wrong with a file that is too long for the careful one.
    throw isInputError(error) && error.code === "csv.too-long" ? (found ?? error) : error;
  }
}

type Found = Located & { isOriginal: boolean; notes: string[] };

/** Undefined for what is no plain panel; its fault where the careful way may read what the plain one cannot. */
async function locate(
  request: PanelRequest,
  context: PlanningContext,
): Promise<Found | "gone" | InputError | undefined> {
  const { object, choice } = request;
  const opened = await open(request, context);
  if (opened === undefined) return "gone";
  const locator = createSeriesLocator(choice);
  try {
    return await explaining(opened, async () => {
      for await (const piece of opened.pieces) if (!locator.push(piece)) return undefined;
      const located = locator.finish();
      if (located === undefined) return undefined;
      // Whatever was unpacked or put into UTF-8 has other bytes than the object.
      const isOriginal = opened.kind === "csv" && opened.notes.length === 0 && located.bytes === object.bytes;
      return { ...located, isOriginal, notes: opened.notes };
    });
  } catch (error) {
    if (isInputError(error) && isOfPlainReading(error.code)) return error;
    throw error;
  }
}

/** Of a Parquet file one row group after the other; of any other as it arrives. Undefined when it is gone. */
async function open(
  { object, options }: PanelRequest,
  { store, maximumBytes: most }: PlanningContext,
): Promise<OpenedFile | undefined> {
  const head = await store.readRange(object, 0, headBytes);
  if (head === undefined) return undefined;
  if (object.contentEncoding === undefined && kindOf(head) === "parquet") {
    const { ofGroups, readParquet } = await import("../../model/files/read-parquet.ts");
    const notes: string[] = [];
    return {
      kind: "parquet",
      pieces: await readParquet(rangesIn(object, store), notes, ofGroups),
      notes,
      encodings: [],
    };
  }
  const content = await store.open(object, most);
  return content && openFile(content, { ...options, mostUnpacked: most });
}

const rangesIn = (object: StoredObject, store: ObjectStore) => ({
  byteLength: object.bytes,
  async slice(start: number, end = object.bytes): Promise<ArrayBuffer> {
    const content = await store.readRange(object, start, end);
    if (content === undefined) throw contended(`gs://${object.bucket}/${object.name} is gone.`);
    return Uint8Array.prototype.slice.call(content).buffer;
  },
});

/** Undefined where the careful way may read it better. */
async function cutLocated(
  found: Found,
  rowsOfAll: number,
  request: PanelRequest,
  context: PlanningContext,
): Promise<CutPanel | undefined> {
  const { head, isContiguous, isOriginal, notes } = found;
  const firsts = cutSlices(found.rows, request.size);
  const isInPlace = isContiguous && isOriginal;
  const { rounds, sources } = isInPlace
    ? { rounds: [], sources: rangesOf(found, firsts) }
    : await sortRows(found, firsts, request, context);
  const slices = firsts.map((first, index): Slice => {
    const end = firsts[index + 1] ?? found.rows.length;
    return { series: end - first, rows: sum(found.rows.subarray(first, end)), source: sources[index]! };
  });
  const { warnings, ...names } = aboutPanel(head);
  const aggregates = request.choice.aggregates === true;
  const cut: CutPanel = {
    dataset: { ...names, typicalFrequency: undefined, warnings: [...notes, ...warnings] },
    reading: { head, aggregates },
    rounds,
    slices,
  };
  // What the short way could hold it would have read once more, the careful way, for the fault of a single series.
  const mayBeCareful = found.bytes <= maximumBytes && mayBeRead(rowsOfAll, found.rows.length);
  const told = await lookAtSeries(cut, request, mayBeCareful, context);
  return told && { ...cut, dataset: { ...cut.dataset, ...told } };
}

const rangesOf = ({ starts, lines, bytes }: Located, firsts: readonly number[]): Slice["source"][] =>
  firsts.map((first, index) => {
    const next = firsts[index + 1];
    const end = next === undefined ? bytes : starts[next]!;
    return { kind: "range", start: starts[first]!, end, line: lines[first]! };
  });

async function sortRows(
  found: Found,
  firsts: readonly number[],
  request: PanelRequest,
  context: PlanningContext,
): Promise<{ rounds: KeptObject[]; sources: Slice["source"][] }> {
  const { store, outputBucket, folder } = context;
  const rounds: KeptObject[] = [];
  const pieces: [number, number, number, number][][] = firsts.map(() => []);
  const nonce = randomUUID();
  const opened = await open(request, context);
  if (opened === undefined) throw contended(`gs://${request.object.bucket}/${request.object.name} is gone.`);
  const sorter = createRowSorter(request.choice, found, firsts, roundBytes);
  for await (const piece of opened.pieces) {
    sorter.push(piece);
    await keep(sorter.round());
  }
  await keep(sorter.finish());
  return { rounds, sources: pieces.map((of) => ({ kind: "pieces", pieces: of })) };

  async function keep(round: Round | undefined): Promise<void> {
    if (round === undefined) return;
    const name = `${folder}in/${nonce}-${rounds.length}`;
    const kept = await keepObject(store, outputBucket, name, round.content);
    for (const { slice, at, rows, bytes } of round.pieces)
      pieces[slice]!.push([rounds.length, at, rows, bytes]);
    rounds.push(kept);
  }
}

/** What the series say together. Undefined where one has a fault for the careful way to look at. */
async function lookAtSeries(
  cut: CutPanel,
  { object, needsLastDate }: PanelRequest,
  mayBeCareful: boolean,
  { store, outputBucket }: PlanningContext,
): Promise<Pick<CutPanel["dataset"], "typicalFrequency" | "lastDate"> | undefined> {
  const looked: Series[] = [];
  let lastDate = -Infinity;
  for (const slice of cut.slices) {
    if (looked.length >= seriesLookedAt && !needsLastDate && !mayBeCareful) break;
    const { series } = await readSeries(slice, { ...cut, input: object }, store, outputBucket);
    if (mayBeCareful && series.some(({ fault }) => fault !== undefined && isOfPlainReading(fault.code)))
      return undefined;
    if (looked.length < seriesLookedAt) looked.push(...series.filter(isLookedAt));
    if (needsLastDate) lastDate = Math.max(lastDate, lastDateOf(series));
  }
  return { typicalFrequency: typicalFrequencyOf(looked), ...(needsLastDate && { lastDate }) };
}

/** As on the short way, with all that a reader can hold. */
async function cutRead(request: PanelRequest, context: PlanningContext): Promise<Planned> {
  const { object, choice, options, least, size } = request;
  const { store, outputBucket, folder, maximumBytes: most } = context;
  const content = await store.open(object, most);
  if (content === undefined) return { kind: "gone" };
  const whole = await datasetIn(content, options, choice);
  const { series, belief: _, lastDate, ...dataset } = whole;
  const rows = Uint32Array.from(series, ({ rowsIn }) => rowsIn);
  const isSmall = sum(rows) <= least.rows && series.length <= least.series;
  if (isSmall || dataset.idColumns.length === 0) return { kind: "whole", dataset: whole };
  const nonce = randomUUID();
  const slices: Slice[] = [];
  const firsts = cutSlices(rows, size);
  for (const [index, first] of firsts.entries()) {
    const end = firsts[index + 1] ?? series.length;
    const name = `${folder}in/${nonce}-${index}`;
    const kept = await keepObject(store, outputBucket, name, serialize(series.slice(first, end)));
    const count = sum(rows.subarray(first, end));
    slices.push({ series: end - first, rows: count, source: { kind: "series", ...kept } });
  }
  return {
    kind: "cut",
    dataset: { ...dataset, ...(lastDate !== undefined && Number.isFinite(lastDate) && { lastDate }) },
    rounds: [],
    slices,
  };
}

const sum = (values: Uint32Array): number => values.reduce((all, value) => all + value, 0);
