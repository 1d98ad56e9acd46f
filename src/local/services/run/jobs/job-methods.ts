// https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2#jobs
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Message } from "../../../message.ts";
import type { ServiceContext } from "../../../service.ts";
import { projectIdOf } from "../../../state/projects.ts";
import type { GrpcBinding } from "../../../wire/grpc-binding.ts";
import type { ProtoTypes } from "../../../wire/protos.ts";
import { StatusError } from "../../../wire/status.ts";
import { messageOf, textOf } from "../../fields.ts";
import { pageOf } from "../../page.ts";
import { policyMethods } from "../../resource-policy.ts";
import { timestampOf } from "../../timestamp.ts";
import { parseLocation } from "../api/names.ts";
import { idOf } from "../api/resources.ts";
import { policyName } from "../api/services.ts";
import { etagOf } from "../api/view.ts";
import type { Launcher } from "./launcher.ts";
import { notFound, parseName } from "./job-names.ts";
import type { CheckPermission } from "./job-permissions.ts";
import type { JobSpec, JobStore, StoredJob } from "./job-resources.ts";
import { checkJob, checkJobId, specOf } from "./job-spec.ts";
import { jobMessage } from "./job-view.ts";
import { hasOverrides, type Overrides } from "./overrides.ts";

export interface JobParts {
  context: ServiceContext;
  protos: ProtoTypes;
  kept: JobStore;
  launcher: Launcher;
  mayCall: CheckPermission;
  accountExists: (email: string) => boolean;
}

const jobType = "google.cloud.run.v2.Job";

/** A deleted job can be read about for so long on the real platform. */
const expiryMs = 30 * 24 * 3600 * 1000;

export function jobsBinding(parts: JobParts): GrpcBinding {
  const { context, protos, kept, launcher, mayCall, accountExists } = parts;
  const { jobs, executions } = kept;
  const types = { protos, response: jobType, metadata: jobType };

  const view = (job: StoredJob): Message =>
    jobMessage(
      job,
      job.latest === undefined ? undefined : executions.get(`${job.name}/executions/${job.latest}`),
    );

  function existing(given: string): StoredJob {
    const name = parseName("JOB", given);
    const job = jobs.get(name);
    if (!job) throw notFound("JOB", name);
    return job;
  }

  const done = (job: StoredJob, answer: Message = view(job)): Promise<Message> =>
    context.operations.start(job.name.split("/jobs/")[0]!, types, () => answer, answer);

  /** Written, unless it is only to be tried. */
  async function accept(job: StoredJob, validateOnly: boolean): Promise<Message> {
    if (!validateOnly) jobs.put(job.name, job);
    return await done(job);
  }

  function checked(input: Message, name: string): JobSpec {
    if ("startExecutionToken" in input || "runExecutionToken" in input) {
      throw new StatusError(
        "UNIMPLEMENTED",
        "The local cloud does not run a job while it is created or updated; call `run` afterwards.",
      );
    }
    const spec = specOf(input, projectIdOf(name));
    checkJob(spec, accountExists);
    return spec;
  }

  async function create(name: string, input: Message, validateOnly: boolean): Promise<Message> {
    checkJobId(idOf(name));
    const spec = checked(input, name);
    if (jobs.get(name)) throw new StatusError("ALREADY_EXISTS", `Resource '${idOf(name)}' already exists.`);
    const now = context.clock.now();
    const about = { name, uid: randomUUID(), createTime: now, updateTime: now };
    return await accept({ ...about, version: 1, generation: 1, spec, executionsMade: 0 }, validateOnly);
  }

  async function update(request: Message): Promise<Message> {
    const input = messageOf(request, "job");
    const name = parseName("JOB", textOf(input, "name"));
    const validateOnly = request["validateOnly"] === true;
    const before = jobs.get(name);
    if (!before) {
      if (request["allowMissing"] === true) return await create(name, input, validateOnly);
      throw notFound("JOB", name);
    }
    checkEtag(input["etag"], before);
    const spec = checked(input, name);
    if (isDeepStrictEqual(spec, before.spec)) return await done(before);
    const { version, generation } = before;
    const next = { version: version + 1, generation: generation + 1, updateTime: context.clock.now() };
    return await accept({ ...before, ...next, spec }, validateOnly);
  }

  async function remove(request: Message): Promise<Message> {
    const job = existing(textOf(request, "name"));
    checkEtag(request["etag"], job);
    const now = context.clock.now();
    const last = {
      ...view(job),
      deleteTime: timestampOf(now),
      expireTime: timestampOf(now + expiryMs),
    };
    if (request["validateOnly"] === true) return await done(job, last);
    context.store.transaction(() => {
      jobs.delete(job.name);
      context.policies.remove(policyName(job.name));
    });
    const ended = launcher.removeAll(job.name);
    return await context.operations.start(
      job.name.split("/jobs/")[0]!,
      types,
      async () => {
        await ended;
        return last;
      },
      view(job),
    );
  }

  return {
    protos,
    service: "google.cloud.run.v2.Jobs",
    containers: ["RunJob"],
    // gcloud asks for policies by version 1, where Cloud Scheduler has jobs too: what names the method comes first.
    rest: {
      GetIamPolicy: ["v1", "v2"].map((version) => ({
        verb: "get",
        path: policyPath(version, "getIamPolicy"),
      })),
      SetIamPolicy: ["v1", "v2"].map((version) => ({
        verb: "post",
        path: policyPath(version, "setIamPolicy"),
        body: "*",
      })),
    },
    methods: {
      CreateJob: async (request) => {
        const location = parseLocation(textOf(request, "parent"));
        const name = `${location}/jobs/${textOf(request, "jobId")}`;
        return await create(name, messageOf(request, "job"), request["validateOnly"] === true);
      },
      GetJob: (request) => view(existing(textOf(request, "name"))),
      ListJobs: (request) => {
        const location = parseLocation(textOf(request, "parent"));
        const all = jobs.list(`${location}/jobs/`).map(({ value }) => value);
        return pageOf("jobs", all, request, view);
      },
      UpdateJob: update,
      DeleteJob: remove,
      RunJob: async (request, call) => {
        const name = parseName("JOB", textOf(request, "name"));
        const overrides = messageOf(request, "overrides") as Overrides;
        // Whoever may not run it does not learn whether it is there.
        mayCall(call, hasOverrides(overrides) ? "run.jobs.runWithOverrides" : "run.jobs.run", name);
        const job = existing(name);
        checkEtag(request["etag"], job);
        return (await launcher.run(job, overrides, request["validateOnly"] === true)).operation;
      },
      ...policyMethods(context.policies, (resource) => policyName(existing(resource).name)),
    },
  };
}

const policyPath = (version: string, verb: string): string =>
  `/${version}/{resource=projects/*/locations/*/jobs/*}:${verb}`;

function checkEtag(etag: unknown, job: StoredJob): void {
  if (typeof etag !== "string" || etag === "" || etag === etagOf(job)) return;
  throw new StatusError(
    "ABORTED",
    `Conflict for resource '${idOf(job.name)}': the etag ${etag} was specified, but the current one is ${etagOf(job)}.`,
  );
}
