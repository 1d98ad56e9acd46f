// What the tasks of a fanned-out panel agree on, as one object in the output bucket: decided once, by whoever came first.
import type { RawParameters } from "../../core/contract.ts";
import type { InputGeneration } from "../../core/job/job-contract.ts";
import { fanOutMetadata, fanOutPlanName } from "../../core/job/fan-out-progress.ts";
import type { Piece } from "../../model/panel/sort-rows.ts";
import type { PanelHead } from "../../model/panel/panel-rows.ts";
import type { Plan } from "../../model/predict/plan.ts";
import type { Dataset } from "../../model/series/dataset.ts";
import { contended, type NewObject, type ObjectStore, type StoredObject } from "../storage/object-store.ts";

/** Plain JSON. */
export interface FanOutPlan {
  schemaVersion: 1;
  input: InputGeneration;
  parameters: RawParameters;
  plan: Omit<Plan, "choice">;
  /** What all series share; the warnings are those that are known before the slices are read. */
  dataset: Pick<Dataset, "idColumns" | "dateColumn" | "targetColumn" | "typicalFrequency" | "warnings"> & {
    lastDate?: number;
    /** Absent where the slices count them. */
    rowsIn?: number;
  };
  /** How rows are read; absent where the slices are series that were read before. */
  reading?: { head: PanelHead; aggregates: boolean };
  /** Objects with sorted rows that slices have pieces of. */
  rounds: KeptObject[];
  slices: Slice[];
}

export interface Slice {
  series: number;
  rows: number;
  source: SliceSource;
}

export type SliceSource =
  /** Bytes of the input, and the line that begins there. */
  | { kind: "range"; start: number; end: number; line: number }
  /** By the place of their round. */
  | { kind: "pieces"; pieces: [round: number, at: Piece["at"], rows: Piece["rows"], bytes: Piece["bytes"]][] }
  /** An object of series that were read before. */
  | ({ kind: "series" } & KeptObject);

/** In the output bucket. */
export type Part = Pick<StoredObject, "name" | "generation">;

export type KeptObject = Part & Pick<StoredObject, "bytes">;

const maximumPlanBytes = 256 * 2 ** 20;

/** Undefined when the panel is not cut yet. */
export async function readPlan(
  store: ObjectStore,
  bucket: string,
  folder: string,
): Promise<{ plan: FanOutPlan; object: StoredObject } | undefined> {
  const object = await store.stat(bucket, fanOutPlanName(folder));
  const content = object && (await store.read(object, maximumPlanBytes));
  if (object === undefined || content === undefined) return undefined;
  const plan = JSON.parse(new TextDecoder().decode(content)) as FanOutPlan;
  const version: number = plan.schemaVersion;
  // Of another version of this service: it is made anew.
  return version === 1 ? { plan, object } : undefined;
}

/** How many there are. */
export const seriesOf = ({ slices }: FanOutPlan): number =>
  slices.reduce((sum, { series }) => sum + series, 0);

/** Gives the plan that stands, which may be that of another task. */
export async function settlePlan(
  plan: FanOutPlan,
  store: ObjectStore,
  bucket: string,
  folder: string,
): Promise<{ plan: FanOutPlan; object: StoredObject }> {
  const name = fanOutPlanName(folder);
  await store.write({
    bucket,
    name,
    content: JSON.stringify(plan),
    contentType: "application/json",
    metadata: { [fanOutMetadata.series]: String(seriesOf(plan)) },
    replaces: "0",
  });
  const standing = await readPlan(store, bucket, folder);
  if (standing === undefined) throw contended(`The plan gs://${bucket}/${name} is gone.`);
  return standing;
}

/** @param name nobody else has it, so that a conflict only means that the answer to it was lost */
export async function writeOnce(
  store: ObjectStore,
  bucket: string,
  name: string,
  content: NewObject["content"],
): Promise<Part> {
  const object = { bucket, name, content, contentType: "application/octet-stream", metadata: {} };
  const written = await store.write({ ...object, replaces: "0" });
  const standing = written === "conflict" ? await store.stat(bucket, name) : written;
  if (standing === undefined) throw contended(`gs://${bucket}/${name} is gone.`);
  return { name, generation: standing.generation };
}

/** @param name as for writeOnce */
export const keepObject = async (
  store: ObjectStore,
  bucket: string,
  name: string,
  content: Uint8Array,
): Promise<KeptObject> => ({
  ...(await writeOnce(store, bucket, name, content)),
  bytes: content.length,
});
