// A run as it stands now: its record, and what lies in both buckets.
import type { ManifestResult } from "../../core/contract.ts";
import { type Buckets, type StoredObject } from "../predict/buckets.ts";
import type { RunRecord } from "./run-record.ts";
import { manifestAnswerOf, statesOf, type RunInput } from "./run-state.ts";
import type { RunStore } from "./run-store.ts";

export interface ReadRun {
  record: RunRecord;
  /** Of the record. */
  generation: string;
  uploads: StoredObject[];
  answers: StoredObject[];
  inputs: RunInput[];
  /** What answers the manifest, where the run has one and it is answered. */
  answered: ManifestResult | undefined;
}

/** @throws UsageError run.unknown */
export async function readRun(
  run: string,
  { store, buckets }: { store: RunStore; buckets: Pick<Buckets, "download"> },
): Promise<ReadRun> {
  const [{ record, generation }, uploads, answers] = await Promise.all([
    store.read(run),
    store.uploads(run),
    store.answers(run),
  ]);
  const answer = record.manifest === undefined ? undefined : manifestAnswerOf(run, answers);
  const answered =
    answer === undefined
      ? undefined
      : (JSON.parse(Buffer.from(await buckets.download(answer)).toString("utf8")) as ManifestResult);
  const inputs = statesOf(record, { uploads, answers, answered });
  return { record, generation, uploads, answers, answered, inputs };
}
