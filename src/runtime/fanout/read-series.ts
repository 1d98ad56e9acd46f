// The series of one slice: read from its bytes of the input, from sorted rows, or as they were kept.
import { deserialize } from "node:v8";
import { CloudError } from "../../core/errors.ts";
import type { FoundNotes } from "../../model/csv/found-notes.ts";
import { readSlice, type RowsOfSlice } from "../../model/panel/read-slice.ts";
import type { Series } from "../../model/series/dataset.ts";
import { inTurn } from "../forecast/in-turn.ts";
import type { ObjectStore, StoredObject } from "../storage/object-store.ts";
import type { FanOutPlan, KeptObject, Slice } from "./fan-out-plan.ts";

export interface SeriesOfSlice {
  series: Series[];
  /** Absent where they are known of all slices together. */
  notes?: FoundNotes;
}

/** Requests for pieces at once. */
const piecesAtOnce = 12;

/** @throws CloudError storage.refused when a part of it is gone */
export async function readSeries(
  { source }: Slice,
  { input, rounds, reading }: Pick<FanOutPlan, "input" | "rounds" | "reading">,
  store: ObjectStore,
  outputBucket: string,
): Promise<SeriesOfSlice> {
  if (source.kind === "series") {
    return { series: deserialize(await rangeOf(keptObject(source), 0, source.bytes)) as Series[] };
  }
  const parts =
    source.kind === "range"
      ? [{ bytes: await rangeOf(objectOf(input), source.start, source.end), lines: source.line }]
      : await inTurn(source.pieces, piecesAtOnce, ([round, at, rows, bytes]) =>
          piece(round, at, rows, bytes),
        );
  const { head, aggregates } = reading!;
  return readSlice(head, parts, { aggregates });

  async function piece(round: number, at: number, rows: number, bytes: number): Promise<RowsOfSlice> {
    const content = await rangeOf(keptObject(rounds[round]!), at, at + 4 * rows + bytes);
    const view = new DataView(content.buffer, content.byteOffset, 4 * rows);
    const lines = Uint32Array.from({ length: rows }, (_, row) => view.getUint32(4 * row, true));
    return { bytes: content.subarray(4 * rows), lines };
  }

  async function rangeOf(object: StoredObject, start: number, end: number): Promise<Uint8Array> {
    const content = await store.readRange(object, start, end);
    if (content === undefined) throw partGone(object);
    return content;
  }

  function keptObject({ name, generation, bytes }: KeptObject): StoredObject {
    return { bucket: outputBucket, name, generation, bytes, metadata: {} };
  }
}

type Named = Pick<StoredObject, "bucket" | "name">;

const objectOf = (input: FanOutPlan["input"]): StoredObject => ({ ...input, bytes: 0, metadata: {} });

/** The result stands already, or somebody has deleted it. */
const partGone = ({ bucket, name }: Named): CloudError =>
  new CloudError(`gs://${bucket}/${name} is gone.`, {
    code: "storage.refused",
    status: "NOT_FOUND",
    retryable: false,
  });
