// A schedule: a job of Cloud Scheduler that calls the service at each tick.
// https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs
import { schedulerJobId, schedulePath } from "../../core/schedules/schedule-contract.ts";
import { call, unlessNotFound, type CloudContext } from "../engine/context.ts";
import { each, managing, need } from "../engine/needs.ts";
import { isSet, maskOf, secondsOf } from "../engine/normalise.ts";
import { changed, type Removable } from "../engine/resource.ts";
import type { Late, Settled } from "../engine/unknown.ts";
import { hasStatus } from "../google/cloud-error.ts";
import { schedulerAdmin, serviceAccountUser } from "../google/roles.ts";

export interface ScheduleJobSpec {
  project: string;
  region: string;
  stack: string;
  /** Without the stack's name before it. */
  schedule: string;
  cron: string;
  timezone: string;
  /** Address of the service. */
  serviceUri: Late<string>;
  /** E-mail of the account that the service is called as. */
  invoker: string;
  /** JSON of a ScheduleOrder. */
  order: string;
}

export interface ScheduleJobLive {
  /** Full. */
  name: string;
  description: string;
  cron: string;
  timezone: string;
  state: "ENABLED" | "PAUSED" | "DISABLED" | "UPDATE_FAILED";
  uri: string;
  method: string;
  contentType: string;
  invoker: string;
  audience: string;
  order: string;
  retry: Record<(typeof retryFields)[number], number>;
  attemptDeadlineSeconds: number;
  /** RFC 3339: the next run by the schedule, or the next try of one that failed. */
  nextRun: string | undefined;
  lastAttempt: string | undefined;
  /** Why the last attempt failed; undefined when it did not. */
  lastFailure: { code: number; message: string } | undefined;
}

const retryFields = [
  "retryCount",
  "maxRetryDuration",
  "minBackoffDuration",
  "maxBackoffDuration",
  "maxDoublings",
] as const;

/** Five tries after the first, and more for six hours or until the next tick: the service may be down for a while. */
const retry: ScheduleJobLive["retry"] = {
  retryCount: 5,
  maxRetryDuration: 6 * 3600,
  minBackoffDuration: 30,
  maxBackoffDuration: 3600,
  maxDoublings: 5,
};
const attemptDeadlineSeconds = 180;

/** Jobs carry no labels, so the description says whose one is. */
const scheduleMarker = (stack: string): string => `(cloud-runner stack ${stack})`;

const jobsParent = ({ project, region }: { project: string; region: string }): string =>
  `projects/${project}/locations/${region}`;

export const scheduleJob: Removable<ScheduleJobSpec, ScheduleJobLive> = {
  kind: "cloudscheduler.job",
  purpose:
    "one for each schedule of `schedule add`: calls the service at its times, and again for hours if that fails",
  needs: [
    need("cloudscheduler", schedulerAdmin, [
      ...managing("cloudscheduler.jobs"),
      ...each("cloudscheduler.jobs", "enable", "pause", "run"),
    ]),
    need("iam", serviceAccountUser, ["iam.serviceAccounts.actAs"]),
  ],
  fields: {
    compared: ["description", "httpTarget", "schedule", "timeZone", "retryConfig", "attemptDeadline"],
    ignored: {
      name: "identifies it",
      pubsubTarget: "takes the place of httpTarget, which is compared",
      appEngineHttpTarget: "takes the place of httpTarget, which is compared",
    },
  },
  name: (spec) => `${jobsParent(spec)}/jobs/${schedulerJobId(spec.stack, spec.schedule)}`,

  list: async (ctx) => (await listSchedules(ctx)).map(({ name }) => name),

  async read(ctx, spec) {
    const client = await ctx.clients.scheduler();
    const name = scheduleJob.name(spec);
    const found = await unlessNotFound(
      call(ctx, "cloudscheduler.GetJob", name, () => client.getJob({ name })),
    );
    return found && scheduleLive(found[0] as Found);
  },

  diff: (spec, live) => [
    ...changed("description", live.description, descriptionOf(spec)),
    ...changed("schedule", live.cron, spec.cron),
    ...changed("timeZone", live.timezone, spec.timezone),
    ...changed("attemptDeadline.seconds", live.attemptDeadlineSeconds, attemptDeadlineSeconds),
    ...retryFields.flatMap((field) => changed(`retryConfig.${field}`, live.retry[field], retry[field])),
    ...changed("httpTarget.uri", live.uri, uriOf(spec)),
    ...changed("httpTarget.httpMethod", live.method, "POST"),
    ...changed("httpTarget.headers.Content-Type", live.contentType, contentType),
    ...changed("httpTarget.body", live.order, spec.order),
    ...changed("httpTarget.oidcToken.serviceAccountEmail", live.invoker, spec.invoker),
    ...changed("httpTarget.oidcToken.audience", live.audience, spec.serviceUri),
  ],

  async create(ctx, spec) {
    const client = await ctx.clients.scheduler();
    const name = scheduleJob.name(spec);
    const [made] = await call(ctx, "cloudscheduler.CreateJob", name, () =>
      client.createJob({ parent: jobsParent(spec), job: { name, ...scheduleRequest(spec) } }),
    );
    return scheduleLive(made as Found);
  },

  async update(ctx, spec, live, changes) {
    const client = await ctx.clients.scheduler();
    const [updated] = await call(ctx, "cloudscheduler.UpdateJob", live.name, () =>
      client.updateJob({
        job: { name: live.name, ...scheduleRequest(spec) },
        updateMask: { paths: maskOf(changes) },
      }),
    );
    return scheduleLive(updated as Found);
  },

  async delete(ctx, live) {
    const client = await ctx.clients.scheduler();
    await unlessNotFound(
      call(ctx, "cloudscheduler.DeleteJob", live.name, () => client.deleteJob({ name: live.name })),
    );
  },

  owned: (spec, live) => live.description.includes(scheduleMarker(spec.stack)),
};

/** Those of this stack, by name. */
export async function listSchedules(ctx: CloudContext): Promise<ScheduleJobLive[]> {
  const client = await ctx.clients.scheduler();
  const parent = jobsParent(ctx);
  const marker = scheduleMarker(ctx.names.stack);
  try {
    const [jobs] = await call(ctx, "cloudscheduler.ListJobs", parent, () => client.listJobs({ parent }));
    return jobs
      .filter(({ description }) => description?.includes(marker))
      .map((job) => scheduleLive(job as Found))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    // Not every region of Cloud Run has Cloud Scheduler; where there is none, nothing is scheduled.
    if (hasStatus(error, "NOT_FOUND", "INVALID_ARGUMENT")) return [];
    throw error;
  }
}

const contentType = "application/json";

const descriptionOf = ({ stack, schedule }: Pick<ScheduleJobSpec, "stack" | "schedule">): string =>
  `Forecasts of the schedule ${schedule} ${scheduleMarker(stack)}`;

const uriOf = ({ serviceUri, schedule }: ScheduleJobSpec): Late<string> =>
  typeof serviceUri === "string" ? `${serviceUri}${schedulePath(schedule)}` : serviceUri;

/** What is asked of Google. */
export function scheduleRequest(spec: Settled<ScheduleJobSpec>) {
  const seconds = (count: number) => ({ seconds: count });
  return {
    description: descriptionOf(spec),
    schedule: spec.cron,
    timeZone: spec.timezone,
    attemptDeadline: seconds(attemptDeadlineSeconds),
    retryConfig: {
      retryCount: retry.retryCount,
      maxRetryDuration: seconds(retry.maxRetryDuration),
      minBackoffDuration: seconds(retry.minBackoffDuration),
      maxBackoffDuration: seconds(retry.maxBackoffDuration),
      maxDoublings: retry.maxDoublings,
    },
    httpTarget: {
      uri: `${spec.serviceUri}${schedulePath(spec.schedule)}`,
      httpMethod: "POST" as const,
      headers: { "Content-Type": contentType },
      body: Buffer.from(spec.order),
      oidcToken: { serviceAccountEmail: spec.invoker, audience: spec.serviceUri },
    },
  };
}

interface Found {
  name: string;
  description?: string | null;
  schedule?: string | null;
  timeZone?: string | null;
  state?: string | null;
  httpTarget?: {
    uri?: string | null;
    httpMethod?: string | null;
    headers?: Record<string, string> | null;
    body?: Uint8Array | string | null;
    oidcToken?: { serviceAccountEmail?: string | null; audience?: string | null } | null;
  } | null;
  retryConfig?: Partial<Record<(typeof retryFields)[number], unknown>> | null;
  attemptDeadline?: unknown;
  scheduleTime?: Moment | null;
  lastAttemptTime?: Moment | null;
  status?: { code?: number | null; message?: string | null } | null;
}

interface Moment {
  seconds?: string | number | null;
  nanos?: number | null;
}

/** A job as Google gives it. */
export function scheduleLive(found: Found): ScheduleJobLive {
  const { httpTarget, retryConfig, status } = found;
  const { body } = httpTarget ?? {};
  const code = status?.code ?? 0;
  return {
    name: found.name,
    description: found.description ?? "",
    cron: found.schedule ?? "",
    timezone: found.timeZone ?? "",
    state: (found.state ?? "ENABLED") as ScheduleJobLive["state"],
    uri: httpTarget?.uri ?? "",
    method: httpTarget?.httpMethod ?? "",
    contentType: httpTarget?.headers?.["Content-Type"] ?? "",
    invoker: httpTarget?.oidcToken?.serviceAccountEmail ?? "",
    audience: httpTarget?.oidcToken?.audience ?? "",
    order:
      typeof body === "string" ? Buffer.from(body, "base64").toString() : Buffer.from(body ?? []).toString(),
    retry: Object.fromEntries(
      retryFields.map((field) => [field, isSet(retryConfig?.[field]) ? secondsOf(retryConfig![field])! : 0]),
    ) as ScheduleJobLive["retry"],
    attemptDeadlineSeconds: secondsOf(found.attemptDeadline) ?? attemptDeadlineSeconds,
    nextRun: timeOf(found.scheduleTime),
    lastAttempt: timeOf(found.lastAttemptTime),
    lastFailure: code === 0 ? undefined : { code, message: status?.message ?? "" },
  };
}

function timeOf(moment: Moment | null | undefined): string | undefined {
  const seconds = moment && secondsOf(moment);
  return seconds ? new Date(seconds * 1000).toISOString() : undefined;
}
