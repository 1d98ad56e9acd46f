// Jobs, executions and tasks by version 1 of the API: to be read, run and cancelled by gcloud.
// https://cloud.google.com/run/docs/reference/rest/v1/namespaces.jobs
import type { Context, Hono } from "hono";
import { parseMessage } from "../../../message.ts";
import type { ServiceContext } from "../../../service.ts";
import type { Collection } from "../../../state/store.ts";
import { StatusError } from "../../../wire/status.ts";
import { invalid, messageOf } from "../../fields.ts";
import { idOf } from "../api/resources.ts";
import type { Kind } from "../jobs/job-names.ts";
import type { JobStore, StoredExecution, StoredJob, StoredTask } from "../jobs/job-resources.ts";
import type { Launcher } from "../jobs/launcher.ts";
import type { Overrides } from "../jobs/overrides.ts";
import { apiVersion, executionView, jobView, runningState, taskView } from "./job-view.ts";
import { listOf, namespaceOf } from "./namespace.ts";

export function jobRoutes(
  context: ServiceContext,
  { jobs, executions, tasks }: JobStore,
  launcher: Launcher,
): (app: Hono) => void {
  const prefixOf = namespaceOf(context.projects);

  const viewOfJob = (job: StoredJob): object =>
    jobView(
      job,
      job.latest === undefined ? undefined : executions.get(`${job.name}/executions/${job.latest}`),
    );

  const viewOfTask = (task: StoredTask): object[] => {
    const execution = executions.get(task.name.split("/tasks/")[0]!);
    return execution ? [taskView(task, execution)] : [];
  };

  /** The one of the namespace that has the id which the request names, a verb behind it or not. */
  function named<T extends { name: string }>(
    request: Context,
    kind: Kind,
    kept: Pick<Collection<T>, "list">,
  ): T {
    const id = request.req.param("id")!.replace(/:[a-z]+$/, "");
    const found = kept.list(prefixOf(request)).find(({ value }) => idOf(value.name) === id);
    if (!found) throw new StatusError("NOT_FOUND", `Resource '${id}' of kind '${kind}' does not exist.`);
    return found.value;
  }

  const job = (request: Context): StoredJob => named(request, "JOB", jobs);
  const execution = (request: Context): StoredExecution => named(request, "EXECUTION", executions);

  async function run(request: Context): Promise<Response> {
    const body = parseMessage(await request.req.text());
    if (!body) throw invalid("Request contains an invalid argument.");
    const { timeoutSeconds, ...overrides } = messageOf(body, "overrides") as Overrides & {
      timeoutSeconds?: number;
    };
    const timeout = timeoutSeconds === undefined ? undefined : { seconds: `${timeoutSeconds}` };
    const begun = await launcher.run(job(request), { ...overrides, ...(timeout && { timeout }) }, false);
    return request.json(executionView(begun.execution));
  }

  async function cancel(request: Context): Promise<Response> {
    const found = execution(request);
    await launcher.cancel(found, false);
    return request.json(executionView(executions.get(found.name) ?? found));
  }

  return (app) => {
    const namespace = "/apis/run.googleapis.com/v1/namespaces/:project";
    app.get(`${namespace}/jobs`, (request) => {
      const all = jobs.list(prefixOf(request)).map(({ value }) => viewOfJob(value));
      return request.json(listOf(apiVersion, "Job", all));
    });
    app.get(`${namespace}/jobs/:id`, (request) => request.json(viewOfJob(job(request))));
    app.post(`${namespace}/jobs/:id{[^/]+:run}`, run);
    app.get(`${namespace}/executions`, (request) => {
      const { job: wanted } = selected(request, { job: "run.googleapis.com/job" });
      const all = launcher
        .newestFirst(prefixOf(request))
        .filter(({ name }) => wanted === undefined || wanted.includes(name.split("/")[5]!));
      return request.json(listOf(apiVersion, "Execution", all.map(executionView)));
    });
    app.get(`${namespace}/executions/:id`, (request) => request.json(executionView(execution(request))));
    app.post(`${namespace}/executions/:id{[^/]+:cancel}`, cancel);
    app.get(`${namespace}/tasks`, (request) => {
      const wanted = selected(request, {
        execution: "run.googleapis.com/execution",
        state: "run.googleapis.com/runningState",
      });
      const all = launcher
        .newestFirst(prefixOf(request))
        .filter(({ name }) => wanted.execution === undefined || wanted.execution.includes(idOf(name)))
        .flatMap((each) => launcher.tasksOf(each))
        .filter((task) => wanted.state === undefined || wanted.state.includes(runningState(task)));
      return request.json(listOf(apiVersion, "Task", all.flatMap(viewOfTask)));
    });
    app.get(`${namespace}/tasks/:id`, (request) =>
      request.json(viewOfTask(named(request, "TASK", tasks))[0] ?? {}),
    );
  };
}

/** The values that a label selector asks for, by the names that `labels` gives them: `a = b,c in (d,e)`. */
function selected<T extends string>(
  { req }: Context,
  labels: Readonly<Record<T, string>>,
): Partial<Record<T, string[]>> {
  const names = Object.keys(labels) as T[];
  const terms = (req.query("labelSelector") ?? "").match(/[^,(]+(\([^)]*\))?/g) ?? [];
  return Object.fromEntries(
    terms.map((term) => {
      const [, label = "", one, several] =
        /^\s*([^\s=]+)\s*(?:=\s*(\S+)|in\s*\(([^)]*)\))\s*$/.exec(term) ?? [];
      const name = names.find((each) => labels[each] === label);
      if (name === undefined) {
        throw invalid(`The local cloud selects by ${Object.values(labels).join(" and ")} alone.`);
      }
      return [name, (one ?? several ?? "").split(",").map((value) => value.trim())];
    }),
  ) as Partial<Record<T, string[]>>;
}
