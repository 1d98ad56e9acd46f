// Cloud Scheduler over gRPC, with the REST forms of its protos.
// https://cloud.google.com/scheduler/docs/reference/rpc/google.cloud.scheduler.v1
import type { Message } from "../../message.ts";
import type { LocalService, ServiceContext } from "../../service.ts";
import { projectIdOf } from "../../state/projects.ts";
import { loadProtos } from "../../wire/protos.ts";
import { StatusError } from "../../wire/status.ts";
import { checkProjectName, invalid, maskOf, messageOf, textOf } from "../fields.ts";
import type { LogEntryInput } from "../logging/entry.ts";
import { copyField, keysOf } from "../mask.ts";
import { pageOf } from "../page.ts";
import { attempt, type AttemptDependencies } from "./attempt.ts";
import { nextTick } from "./cron.ts";
import { executionLog } from "./execution-log.ts";
import { createExecutions } from "./executions.ts";
import { jobView, mutableFields, settingsFrom, type StoredJob } from "./job.ts";

export interface SchedulerDependencies extends AttemptDependencies {
  writeLog: (entry: LogEntryInput) => void;
}

const locationName = /^projects\/[^/]+\/locations\/[a-z]+(?:-[a-z]+[0-9]+)?$/;
const jobName = /^(projects\/[^/]+\/locations\/[^/]+)\/jobs\/([^/]+)$/;
/** Per region. https://cloud.google.com/scheduler/quotas */
const mostJobs = 5000;

export function createScheduler(
  context: ServiceContext,
  { signIdToken, publish, writeLog }: SchedulerDependencies,
): LocalService {
  const { clock, store } = context;
  const jobs = store.collection<StoredJob>("scheduler_jobs");
  const log = executionLog(writeLog);
  const executions = createExecutions({
    context,
    jobs,
    attempt: async (name, { settings }, tick, signal) => {
      log.started(name, settings, tick);
      const dependencies = { clock, signal, signIdToken, publish };
      const outcome = await attempt(name.split("/").at(-1)!, settings, tick, dependencies);
      if (!signal.aborted) log.finished(name, settings, tick, outcome);
      return outcome;
    },
  });

  function parentOf(request: Message): string {
    const parent = textOf(request, "parent");
    checkProjectName(parent);
    if (!locationName.test(parent)) throw invalid(`"${parent}" is not the name of a location.`);
    return parent;
  }

  function existing(name: string): { name: string; job: StoredJob } {
    checkProjectName(name);
    if (!jobName.test(name)) throw invalid(`"${name}" is not the name of a job.`);
    const job = jobs.get(name);
    if (!job) throw new StatusError("NOT_FOUND", "Job not found.");
    return { name, job };
  }

  function write(name: string, job: StoredJob): Message {
    jobs.put(name, job);
    executions.changed();
    return jobView(name, job);
  }

  function newName(parent: string, given: string): string {
    const name = given || `${parent}/jobs/${crypto.randomUUID()}`;
    const [, owner, id = ""] = jobName.exec(name) ?? [];
    if (owner !== parent || !/^[A-Za-z0-9_-]{1,500}$/.test(id))
      throw invalid(`Job name must be formatted: "${parent}/jobs/<JOB_ID>".`);
    return name;
  }

  const setState = (request: Message, from: StoredJob["state"], to: StoredJob["state"]): Message => {
    const { name, job } = existing(textOf(request, "name"));
    if (job.state !== from) {
      throw new StatusError(
        "FAILED_PRECONDITION",
        `Cannot ${to === "PAUSED" ? "pause" : "resume"} a job unless its state is ${from}. Current state: ${job.state}.`,
      );
    }
    // What passed in between is not made up for.
    return write(name, {
      ...job,
      state: to,
      execution: undefined,
      nextTick: nextTick(job.settings, clock.now()),
    });
  };

  return {
    start: () => executions.start(),
    close: () => executions.close(),
    grpc: [
      {
        protos: loadProtos("@google-cloud/scheduler/build/protos/protos.json"),
        service: "google.cloud.scheduler.v1.CloudScheduler",
        methods: {
          ListJobs: (request) => {
            const all = jobs.list(`${parentOf(request)}/jobs/`);
            const limits = { default: 500, maximum: 500 };
            return pageOf("jobs", all, request, ({ name, value }) => jobView(name, value), limits);
          },
          GetJob: (request) => {
            const { name, job } = existing(textOf(request, "name"));
            return jobView(name, job);
          },
          CreateJob: (request) => {
            const parent = parentOf(request);
            const input = messageOf(request, "job");
            const name = newName(parent, textOf(input, "name"));
            if (jobs.get(name)) throw new StatusError("ALREADY_EXISTS", `Job ${name} already exists.`);
            if (jobs.list(`${parent}/jobs/`).length >= mostJobs)
              throw new StatusError(
                "RESOURCE_EXHAUSTED",
                "Quota exceeded for the number of jobs in the region.",
              );
            const settings = settingsFrom(input, projectIdOf(name));
            const now = clock.now();
            return write(name, {
              settings,
              state: "ENABLED",
              userUpdateTime: now,
              nextTick: nextTick(settings, now),
            });
          },
          UpdateJob: (request) => {
            const input = messageOf(request, "job");
            const { name, job } = existing(textOf(input, "name"));
            const settings = settingsFrom(
              merged(job.settings as unknown as Message, input, maskOf(request)),
              projectIdOf(name),
            );
            const now = clock.now();
            return write(name, { ...job, settings, userUpdateTime: now, nextTick: nextTick(settings, now) });
          },
          DeleteJob: (request) => {
            jobs.delete(existing(textOf(request, "name")).name);
            return {};
          },
          PauseJob: (request) => setState(request, "ENABLED", "PAUSED"),
          ResumeJob: (request) => setState(request, "PAUSED", "ENABLED"),
          RunJob: (request) => {
            const { name } = existing(textOf(request, "name"));
            return jobView(name, executions.force(name));
          },
        },
      },
    ],
  };
}

/** With a mask what it names, `retry_config.retry_count` too; without one, all that the request says. */
function merged(current: Message, input: Message, mask: readonly string[]): Message {
  const paths = mask.length > 0 ? mask : mutableFields.filter((field) => field in input);
  const result = structuredClone(current);
  for (const path of paths) {
    const keys = keysOf(path);
    const [field = ""] = keys;
    if (field === "name") continue;
    if (!(mutableFields as readonly string[]).includes(field))
      throw invalid(`update_mask: "${path}" cannot be changed.`);
    // One target takes the place of the other.
    if (field === "httpTarget") delete result["pubsubTarget"];
    if (field === "pubsubTarget") delete result["httpTarget"];
    copyField(result, input, keys);
  }
  return result;
}
