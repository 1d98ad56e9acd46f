// The stack at a glance, cheap enough to be asked every few seconds: what is up, what it does right now, and what to type next.
import { hasJob } from "../../core/config.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import { runService } from "../../provision/resources/run/run-service.ts";
import type { RunServiceLive } from "../../provision/rollout/service-state.ts";
import { serviceSpec } from "../rollout/service-spec.ts";
import { stackCheck } from "../runs/check-stack.ts";
import type { Schedule } from "../schedules/schedule-summary.ts";
import { readSchedules } from "../schedules/schedule.ts";
import type { Session } from "../session.ts";
import { loadSettings, type Settings } from "../settings.ts";
import { readExecutions, type RunningExecution } from "./executions.ts";
import { readGauges, readOldestMessageMs, type Gauges } from "./gauges.ts";
import { withStack } from "./with-stack.ts";

/**
 * up: all that forecasts need is there. half: some of it is missing. down: nothing is there. stopped: the local cloud has state,
 * and does not run. unknown: the cloud cannot be asked.
 */
export type StackState = "up" | "half" | "down" | "stopped" | "unknown";

export interface StackOverview extends Partial<Gauges> {
  state: StackState;
  next: { text: string; commands: readonly string[] } | undefined;
  /** Why something is not known. */
  trouble: CloudRunnerError | undefined;
  service:
    | Pick<RunServiceLive, "uri" | "latestReadyRevision" | "traffic" | "condition" | "image">
    | undefined;
  /** Age of the oldest notification that waits. */
  oldestMessageMs?: number | undefined;
  executions?: RunningExecution[] | undefined;
  schedules?: Schedule[] | undefined;
  settings: Settings;
}

/** Starts nothing, whatever the session says. @throws ConfigError, UsageError for what is wrong with the configuration */
export async function overview(session: Session): Promise<StackOverview> {
  const settings = await loadSettings(session);
  try {
    return await withStack({ ...session, sparesCloud: true }, ({ cloud }) => read(cloud, settings));
  } catch (error) {
    if (!(error instanceof CloudRunnerError) || error.code === "interrupted") throw error;
    const state = stateByCode[error.code] ?? "unknown";
    const trouble = state === "unknown" ? error : undefined;
    return { state, next: nextOf(state), trouble, service: undefined, settings };
  }
}

const stateByCode: Readonly<Record<string, StackState>> = {
  "local-cloud.absent": "down",
  "local-cloud.stopped": "stopped",
};

async function read(cloud: CloudContext, settings: Settings): Promise<StackOverview> {
  const reading = { ...cloud, kind: runService };
  const [lack, live, gauges, oldestMessageMs, executions, schedules] = await Promise.all([
    stackCheck(cloud, { isLarge: true })().then(() => undefined, known),
    despiteFaults(reading, () => runService.read(reading, serviceSpec(settings, undefined))).catch(known),
    readGauges(cloud),
    readOldestMessageMs(cloud),
    hasJob(settings.config) ? readExecutions(cloud) : undefined,
    readSchedules(cloud),
  ]);
  const service = live instanceof CloudRunnerError ? undefined : live;
  const failure = live instanceof CloudRunnerError ? live : undefined;
  const isMissing = lack !== undefined && missing.has(lack.code);
  const state = isMissing
    ? service === undefined && lack.code !== "predict.half-made"
      ? "down"
      : "half"
    : "up";
  const trouble = failure ?? (isMissing ? undefined : lack);
  const isUnknown = trouble !== undefined && state !== "half";
  return {
    state: isUnknown ? "unknown" : state,
    next: isUnknown ? undefined : nextOf(state),
    trouble: trouble ?? (state === "half" ? lack : undefined),
    service,
    ...gauges,
    oldestMessageMs,
    executions,
    schedules,
    settings,
  };
}

const missing = new Set(["predict.bucket-missing", "predict.half-made"]);

function known(error: unknown): CloudRunnerError {
  if (error instanceof CloudRunnerError && error.code !== "interrupted") return error;
  throw error;
}

function nextOf(state: StackState): StackOverview["next"] {
  switch (state) {
    case "down":
      return { text: "Nothing is up yet.", commands: ["cloud-runner up"] };
    case "half":
      return { text: "Some of it is missing.", commands: ["cloud-runner plan", "cloud-runner up"] };
    case "stopped":
      return {
        text: "The local cloud is stopped; what was put into it is still there.",
        commands: ["cloud-runner up", "cloud-runner local start"],
      };
    case "up":
    case "unknown":
      return undefined;
  }
}
