// https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2#executions
import type { GrpcBinding } from "../../../wire/grpc-binding.ts";
import { StatusError } from "../../../wire/status.ts";
import { textOf } from "../../fields.ts";
import { pageOf } from "../../page.ts";
import { idOf } from "../api/resources.ts";
import { etagOf } from "../api/view.ts";
import type { JobParts } from "./job-methods.ts";
import { notFound, parseName } from "./job-names.ts";
import { jobOf, type StoredExecution } from "./job-resources.ts";
import { executionMessage, taskMessage } from "./job-view.ts";

export function executionBindings({ protos, kept, launcher, mayCall }: JobParts): GrpcBinding[] {
  const { executions, tasks } = kept;

  function existing(given: string): StoredExecution {
    const name = parseName("EXECUTION", given);
    const execution = executions.get(name);
    if (!execution) throw notFound("EXECUTION", name);
    return execution;
  }

  return [
    {
      protos,
      service: "google.cloud.run.v2.Executions",
      containers: ["GetExecution", "ListExecutions"],
      methods: {
        GetExecution: (request, call) => {
          const name = textOf(request, "name");
          mayCall(call, "run.executions.get", jobOf(name));
          return executionMessage(existing(name));
        },
        ListExecutions: (request, call) => {
          // As Google has it, a dash stands for all jobs of the location.
          const job = parseName("JOB", textOf(request, "parent"));
          mayCall(call, "run.executions.list", job);
          return pageOf("executions", launcher.newestFirst(executionsOf(job)), request, executionMessage);
        },
        CancelExecution: async (request) => {
          const execution = existing(textOf(request, "name"));
          checkEtag(request["etag"], execution);
          return await launcher.cancel(execution, request["validateOnly"] === true);
        },
        DeleteExecution: async (request) => {
          const execution = existing(textOf(request, "name"));
          checkEtag(request["etag"], execution);
          return await launcher.remove(execution, request["validateOnly"] === true);
        },
      },
    },
    {
      protos,
      service: "google.cloud.run.v2.Tasks",
      containers: ["GetTask", "ListTasks"],
      methods: {
        GetTask: (request, call) => {
          const name = parseName("TASK", textOf(request, "name"));
          mayCall(call, "run.tasks.get", jobOf(name));
          const task = tasks.get(name);
          const execution = executions.get(name.split("/tasks/")[0]!);
          if (!task || !execution) throw notFound("TASK", name);
          return taskMessage(task, execution);
        },
        ListTasks: (request, call) => {
          const parent = parseName("EXECUTION", textOf(request, "parent"));
          const job = jobOf(parent);
          mayCall(call, "run.tasks.list", job);
          const isOfAll = parent.endsWith("/executions/-");
          const of = isOfAll ? launcher.newestFirst(executionsOf(job)) : [existing(parent)];
          const all = of.flatMap((execution) =>
            launcher.tasksOf(execution).map((task) => ({ task, execution })),
          );
          return pageOf("tasks", all, request, ({ task, execution }) => taskMessage(task, execution));
        },
      },
    },
  ];
}

/** Where the executions of a job lie; a dash stands for all jobs of the location. */
const executionsOf = (job: string): string =>
  job.endsWith("/jobs/-") ? job.slice(0, -1) : `${job}/executions/`;

function checkEtag(etag: unknown, execution: StoredExecution): void {
  if (typeof etag !== "string" || etag === "" || etag === etagOf(execution)) return;
  throw new StatusError("ABORTED", `The etag of '${idOf(execution.name)}' is not the current one.`);
}
