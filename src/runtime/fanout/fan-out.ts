// A panel above a size as the work of many tasks. Whoever has the lease on the input plans, asks Cloud Run for more tasks, takes
// slices as they do, and makes the one result of all parts; when it dies, the next one goes on from what is there.
import { jobEnvironment, orderMetadata } from "../../core/job/job-contract.ts";
import { CloudError } from "../../core/errors.ts";
import type { RawParameters } from "../../core/contract.ts";
import { fileOptionsIn } from "../../model/files/open-file.ts";
import type { SliceSize } from "../../model/panel/cut-slices.ts";
import type { Plan } from "../../model/predict/plan.ts";
import type { Answer } from "../../model/predict/prediction.ts";
import type { Dataset } from "../../model/series/dataset.ts";
import type { Attempt } from "../forecast/attempt.ts";
import { errorFields } from "../log.ts";
import type { StoredObject } from "../storage/object-store.ts";
import { createClaims } from "./claims.ts";
import { composeParts } from "./compose-parts.ts";
import { readPlan, seriesOf, settlePlan, type FanOutPlan } from "./fan-out-plan.ts";
import type { FanOut } from "./fan-out-place.ts";
import { planPanel } from "./plan-panel.ts";
import { workSlices } from "./work-slices.ts";

/** For each further task at least; its start takes some seconds. */
const slicesPerTask = 4;

/** Of the least panel that is cut: a slice takes one worker seconds, or minutes where the model fits long. */
const shareOfSlice = 1 / 8;
const slowShareOfSlice = 1 / 80;
const slowModels: ReadonlySet<string> = new Set(["prophet"]);

type FannedOut =
  | { kind: "answer"; answer: Answer }
  /** It is to be forecast in one piece; without the dataset it is not read yet. */
  | { kind: "whole"; dataset?: Dataset }
  | { kind: "gone" };

/** @throws InputError, or CloudError or ForecasterError when another try may succeed */
export async function forecastFannedOut(
  object: StoredObject,
  plan: Plan & { choice: NonNullable<Plan["choice"]> },
  parameters: RawParameters,
  fanOut: FanOut,
  attempt: Attempt,
): Promise<FannedOut> {
  const { store, settings, log } = attempt;
  const { folder } = fanOut;
  const bucket = settings.outputBucket;
  let standing = await readPlan(store, bucket, folder);
  if (standing === undefined) {
    const { choice, ...told } = plan;
    const planned = await planPanel(
      {
        object,
        choice,
        options: fileOptionsIn(parameters, object.name),
        needsLastDate: told.parameters["fill"] === "zero",
        least: { rows: settings.fanOutRows, series: settings.fanOutSeries },
        size: sliceSize(plan.model, settings),
      },
      { store, outputBucket: bucket, folder, maximumBytes: settings.maximumInputBytes },
    );
    if (planned.kind !== "cut") return planned;
    const { kind: _, ...cut } = planned;
    const { bucket: of, name, generation } = object;
    const made: FanOutPlan = {
      schemaVersion: 1,
      input: { bucket: of, name, generation },
      parameters,
      plan: told,
      ...cut,
    };
    standing = await settlePlan(made, store, bucket, folder);
    const { slices } = standing.plan;
    log.log("INFO", `Cut ${name} into slices`, { slices: slices.length, series: seriesOf(standing.plan) });
  }
  await startTasks(standing, fanOut, attempt);
  const claims = createClaims(fanOut.holder, { ...attempt, bucket, folder });
  await workSlices({ plan: standing.plan, folder, claims, first: 0, waits: true }, attempt);
  return { kind: "answer", answer: await composeParts(standing.plan, folder, attempt) };
}

function sliceSize(model: string, { fanOutRows, fanOutSeries }: Attempt["settings"]): SliceSize {
  const share = slowModels.has(model) ? slowShareOfSlice : shareOfSlice;
  return { mostRows: Math.ceil(fanOutRows * share), mostSeries: Math.ceil(fanOutSeries * share) };
}

/** Where none can be started, this task does all slices. */
async function startTasks(
  { plan, object }: { plan: FanOutPlan; object: StoredObject },
  { jobs, order, folder }: FanOut,
  { settings, store, log }: Attempt,
): Promise<void> {
  const tasks = Math.min(settings.fanOutTasks, Math.floor(plan.slices.length / slicesPerTask));
  if (jobs === undefined || tasks < 1) return;
  try {
    const before = object.metadata[orderMetadata.execution];
    if (before !== undefined && (await jobs.state(before)) === "running") return;
    const uri = `gs://${settings.outputBucket}/${order}`;
    const env = {
      [jobEnvironment.workOrder]: uri,
      [jobEnvironment.workPhase]: "forecast",
      [jobEnvironment.workFolder]: folder,
    };
    const execution = await jobs.run({ env, taskCount: tasks });
    log.log("INFO", `Started ${tasks} tasks`, { execution });
    await store.update(object, { [orderMetadata.execution]: execution });
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    log.log("WARNING", `This task forecasts alone: ${error.message}`, errorFields(error));
  }
}
