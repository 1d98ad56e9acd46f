// What has become of each input of a run, by what lies in the two buckets.
import {
  manifestDataFolder,
  reportName,
  resultName,
  uploadPrefix,
  type ManifestResult,
} from "../../core/contract.ts";
import type { StoredObject } from "../predict/buckets.ts";
import { answersAmong, type Arrival, type Awaited } from "../predict/wait.ts";
import type { RecordedInput, RunRecord } from "./run-record.ts";
import type { InputState, RunCounts } from "./run-summary.ts";

export interface RunInput {
  recorded: RecordedInput;
  /** In the input bucket. */
  name: string;
  upload: StoredObject | undefined;
  state: InputState;
  answer: Arrival<Awaited> | undefined;
}

/** In the input bucket. */
const objectNameOf = ({ run, manifest }: RunRecord, { object }: RecordedInput): string =>
  `${uploadPrefix(run)}${manifest === undefined ? "" : `${manifestDataFolder}/`}${object}`;

/** @param answered what stands in the manifest's answer, where the run has a manifest and it is answered */
export function statesOf(
  record: RunRecord,
  {
    uploads,
    answers,
    answered,
  }: {
    uploads: readonly StoredObject[];
    answers: readonly StoredObject[];
    answered?: ManifestResult | undefined;
  },
): RunInput[] {
  const uploaded = new Map(uploads.map((upload) => [upload.name, upload]));
  const arrived = new Map(answersAmong(answers, uploaded).map((arrival) => [arrival.awaited.name, arrival]));
  const rows = new Map(answered?.results.map((row) => [row.input.name, row]));
  return record.inputs.map((recorded): RunInput => {
    const name = objectNameOf(record, recorded);
    const upload = uploaded.get(name);
    const answer = arrived.get(name);
    const state =
      upload === undefined
        ? "missing"
        : answer?.kind === "report" || rows.get(name)?.status === "failed"
          ? "failed"
          : answer === undefined
            ? "waiting"
            : "done";
    return { recorded, name, upload, state, answer };
  });
}

export function countsOf(states: readonly InputState[]): RunCounts {
  const count = (wanted: InputState) => states.filter((state) => state === wanted).length;
  return {
    inputs: states.length,
    done: count("done"),
    failed: count("failed"),
    waiting: count("waiting"),
    missing: count("missing"),
  };
}

/** Where the answer to a manifest lies among the answers of its run. */
export const manifestAnswerOf = (run: string, answers: readonly StoredObject[]): StoredObject | undefined =>
  answers.find(({ name }) => name === resultName(`${uploadPrefix(run)}job.json`));

/** Where the whole manifest was refused. */
export const manifestReportOf = (run: string, answers: readonly StoredObject[]): StoredObject | undefined =>
  answers.find(({ name }) => name === reportName(`${uploadPrefix(run)}job.json`));
