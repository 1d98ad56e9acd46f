import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asOwner } from "../support/as-owner.ts";
import { jobTemplate, startJobServices, type JobServices } from "../support/job-services.ts";
import { parent } from "../support/run-services.ts";
import { pathOf } from "../support/system.ts";

let cloud: JobServices;

beforeAll(async () => {
  cloud = await startJobServices({ instanceQuota: 2 });
});
afterAll(async () => {
  await cloud.close();
});

/** What tasks of the execution wrote as their first line. */
const begun = (execution: string) =>
  cloud.entries.flatMap(({ labels, jsonPayload }) =>
    labels?.["run.googleapis.com/execution_name"] === execution.split("/").at(-1) &&
    jsonPayload?.["message"] === "begun"
      ? [jsonPayload as { args: string[]; env: Record<string, string> }]
      : [],
  );

describe("a job", () => {
  test("has Cloud Run's defaults, and is ready at once", async () => {
    const job = await cloud.createJob("first", { ...jobTemplate(), labels: { stack: "forecast" } });
    expect(job).toMatchObject({
      name: `${parent}/jobs/first`,
      generation: "1",
      observedGeneration: "1",
      labels: { stack: "forecast" },
      launchStage: "GA",
      executionCount: 0,
      reconciling: false,
      terminalCondition: { type: "Ready", state: "CONDITION_SUCCEEDED" },
      template: {
        taskCount: 1,
        template: {
          maxRetries: 3,
          timeout: { seconds: "600" },
          serviceAccount: "100000000001-compute@developer.gserviceaccount.com",
          executionEnvironment: "EXECUTION_ENVIRONMENT_GEN2",
          containers: [{ resources: { limits: { cpu: "1000m", memory: "512Mi" } } }],
        },
      },
    });
    expect(job.latestCreatedExecution).toBeTruthy();
    const [all] = await cloud.jobs.listJobs({ parent });
    expect(all.map(({ name }) => name)).toContain(job.name);
    await expect(cloud.createJob("first")).rejects.toMatchObject({ code: 6 });
  });

  test("is replaced by an update, and stays as it is when that changes nothing", async () => {
    const job = await cloud.createJob("changed", jobTemplate({}, { maxRetries: 0 }));
    expect(job.template?.template?.maxRetries).toBe(0);
    await (await cloud.jobs.updateJob({ job }))[0].promise();
    const [same] = await cloud.jobs.getJob({ name: job.name! });
    expect(same).toEqual(job);
    await (await cloud.jobs.updateJob({ job: { ...job, labels: { a: "b" } } }))[0].promise();
    const [labelled] = await cloud.jobs.getJob({ name: job.name! });
    expect(labelled).toMatchObject({ generation: "2", labels: { a: "b" }, uid: job.uid });
    await expect(cloud.jobs.updateJob({ job })).rejects.toMatchObject({ code: 10 });
  });

  test.each([
    ["no tasks", jobTemplate({}, {}, { taskCount: -1 }), "task_count"],
    ["too many retries", jobTemplate({}, { maxRetries: 11 }), "max_retries"],
    ["too much time", jobTemplate({}, { timeout: { seconds: 700_000 } }), "timeout"],
    ["an account that is not there", jobTemplate({}, { serviceAccount: "missing@x.y" }), "missing@x.y"],
    ["a variable of the system", jobTemplate({ env: [{ name: "CLOUD_RUN_JOB", value: "x" }] }), "reserved"],
    ["another program", jobTemplate({ command: ["python"] }), "node FILE"],
  ])("is refused with %s", async (_what, job, text) => {
    await expect(cloud.createJob("refused", job)).rejects.toThrow(text);
  });

  test("goes with its executions", async () => {
    const job = await cloud.createJob("gone", jobTemplate({ args: ["wait"] }));
    const execution = await cloud.begin(job.name!);
    await expect.poll(() => begun(execution)).toHaveLength(1);
    await (await cloud.jobs.deleteJob({ name: job.name! }))[0].promise();
    await expect(cloud.jobs.getJob({ name: job.name! })).rejects.toMatchObject({ code: 5 });
    await expect(cloud.executions.getExecution({ name: execution })).rejects.toMatchObject({ code: 5 });
  });

  test("keeps a policy under its name", async () => {
    const { name } = await cloud.createJob("governed");
    const bindings = [{ role: "roles/run.invoker", members: ["serviceAccount:a@b.c"] }];
    await cloud.jobs.setIamPolicy({ resource: name!, policy: { bindings } });
    const [policy] = await cloud.jobs.getIamPolicy({ resource: name! });
    expect(policy.bindings).toMatchObject(bindings);
    const permissions = ["run.jobs.run"];
    const [granted] = await cloud.jobs.testIamPermissions({ resource: name!, permissions });
    expect(granted.permissions).toEqual(permissions);
  });
});

describe("an execution", () => {
  test("runs the container's command once for each task", async () => {
    const job = await cloud.createJob("three", jobTemplate({ args: ["hello"] }, {}, { taskCount: 3 }));
    const [operation] = await cloud.jobs.runJob({ name: job.name! });
    const [execution] = await operation.promise();
    expect(execution).toMatchObject({ succeededCount: 3, taskCount: 3, parallelism: 3, job: "three" });
    const told = begun(execution.name!);
    expect(told.map(({ args }) => args)).toEqual([["hello"], ["hello"], ["hello"]]);
    expect(new Set(told.map(({ env }) => env["CLOUD_RUN_TASK_INDEX"]))).toEqual(new Set(["0", "1", "2"]));
    expect(told[0]!.env).toMatchObject({
      CLOUD_RUN_JOB: "three",
      CLOUD_RUN_EXECUTION: execution.name!.split("/").at(-1),
      CLOUD_RUN_TASK_ATTEMPT: "0",
      CLOUD_RUN_TASK_COUNT: "3",
      STORAGE_EMULATOR_HOST: cloud.httpUrl,
      RUN_API_ENDPOINT: cloud.httpUrl,
    });
    expect(told[0]!.env).not.toHaveProperty("PORT");
    const [read] = await cloud.executions.getExecution({ name: execution.name! });
    expect(read).toMatchObject({ runningCount: 0, failedCount: 0, cancelledCount: 0, reconciling: false });
    expect(read.conditions?.[0]).toMatchObject({ type: "Completed", state: "CONDITION_SUCCEEDED" });
    const [after] = await cloud.jobs.getJob({ name: job.name! });
    expect(after).toMatchObject({
      executionCount: 1,
      latestCreatedExecution: {
        name: execution.name!.split("/").at(-1),
        completionStatus: "EXECUTION_SUCCEEDED",
      },
    });
    const [tasks] = await cloud.tasks.listTasks({ parent: execution.name! });
    expect(tasks.map(({ index, retried }) => [index, retried])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
    const [task] = await cloud.tasks.getTask({ name: tasks[1]!.name! });
    expect(task).toMatchObject({ index: 1, lastAttemptResult: { exitCode: 0 } });
    expect(task.conditions?.[0]).toMatchObject({ type: "Completed", state: "CONDITION_SUCCEEDED" });
  });

  test("takes overrides: variables are merged, arguments, count and time replaced", async () => {
    const env = [
      { name: "KEPT", value: "yes" },
      { name: "CHANGED", value: "before" },
    ];
    const job = await cloud.createJob("otherwise", jobTemplate({ args: ["one"], env }));
    const name = await cloud.begin(job.name!, {
      containerOverrides: [{ args: ["two", "three"], env: [{ name: "CHANGED", value: "after" }] }],
      taskCount: 2,
      timeout: { seconds: 30 },
    });
    const execution = await cloud.over(name);
    expect(execution).toMatchObject({
      taskCount: 2,
      succeededCount: 2,
      template: { timeout: { seconds: "30" } },
    });
    for (const { args, env: own } of begun(name)) {
      expect(args).toEqual(["two", "three"]);
      expect(own).toMatchObject({ KEPT: "yes", CHANGED: "after" });
    }
    const [unchanged] = await cloud.jobs.getJob({ name: job.name! });
    expect(unchanged.template).toEqual(job.template);
    const wrong = { containerOverrides: [{ name: "other", args: ["x"] }] };
    await expect(cloud.begin(job.name!, wrong)).rejects.toMatchObject({ code: 3 });
  });

  test("tries a task that fails again, and tells what it said", async () => {
    const job = await cloud.createJob(
      "again",
      jobTemplate({ env: [{ name: "FAIL", value: "2" }] }, { maxRetries: 2 }),
    );
    const name = await cloud.begin(job.name!);
    const execution = await cloud.over(name);
    expect(execution).toMatchObject({ succeededCount: 1, retriedCount: 1, failedCount: 0 });
    expect(begun(name).map(({ env }) => env["CLOUD_RUN_TASK_ATTEMPT"])).toEqual(["0", "1", "2"]);
    const [[task]] = await cloud.tasks.listTasks({ parent: name });
    expect(task).toMatchObject({ retried: 2 });
    const line = cloud.entries.find(({ textPayload }) => textPayload === "This attempt fails.");
    expect(line).toMatchObject({
      logName: "projects/cloud-runner-local/logs/run.googleapis.com%2Fstderr",
      resource: {
        type: "cloud_run_job",
        labels: { project_id: "cloud-runner-local", location: "us-central1", job_name: "again" },
      },
      labels: {
        "run.googleapis.com/execution_name": name.split("/").at(-1),
        "run.googleapis.com/task_index": "0",
        "run.googleapis.com/task_attempt": "0",
      },
    });
    expect(cloud.entries).toContainEqual(
      expect.objectContaining({ severity: "ERROR", textPayload: "Container called exit(3)." }),
    );
  });

  test("fails with its task, and so does the operation", async () => {
    const job = await cloud.createJob(
      "never",
      jobTemplate({ env: [{ name: "FAIL", value: "9" }] }, { maxRetries: 1 }, { taskCount: 2 }),
    );
    const [operation] = await cloud.jobs.runJob({ name: job.name! });
    const name = (operation.metadata as { name: string }).name;
    await expect(operation.promise()).rejects.toThrow(
      /Task never-\w{5}-task\d failed with message: The container exited with an error\./,
    );
    const execution = await cloud.over(name);
    expect(execution).toMatchObject({ failedCount: 2, retriedCount: 2, succeededCount: 0 });
    expect(execution.conditions?.[0]).toMatchObject({
      type: "Completed",
      state: "CONDITION_FAILED",
      executionReason: "NON_ZERO_EXIT_CODE",
    });
    const [[task]] = await cloud.tasks.listTasks({ parent: name });
    expect(task).toMatchObject({ retried: 1, lastAttemptResult: { exitCode: 3 } });
  });

  test("ends an attempt that takes too long", async () => {
    const job = await cloud.createJob(
      "slow",
      jobTemplate({ args: ["wait"] }, { maxRetries: 0, timeout: { seconds: 1 } }),
    );
    const name = await cloud.begin(job.name!);
    const execution = await cloud.over(name);
    expect(execution).toMatchObject({ failedCount: 1 });
    expect(execution.conditions?.[0]?.message).toContain("The configured timeout was reached.");
    expect(cloud.entries.map(({ textPayload }) => textPayload)).toContain("stopping");
  });

  test("runs no more tasks at once than its parallelism and this machine allow", async () => {
    const job = await cloud.createJob("many", jobTemplate({ args: ["wait"] }, {}, { taskCount: 5 }));
    const one = await cloud.createJob(
      "one-by-one",
      jobTemplate({ args: ["sleep", "50"] }, {}, { taskCount: 2, parallelism: 1 }),
    );
    const name = await cloud.begin(job.name!);
    await expect.poll(() => begun(name)).toHaveLength(2);
    expect((await cloud.executions.getExecution({ name }))[0]).toMatchObject({ runningCount: 2 });
    const other = await cloud.begin(one.name!);
    await (await cloud.executions.cancelExecution({ name }))[0].promise();
    const [cancelled] = await cloud.executions.getExecution({ name });
    expect(cancelled).toMatchObject({ cancelledCount: 5, runningCount: 0, reconciling: false });
    expect(cancelled.conditions?.[0]).toMatchObject({
      state: "CONDITION_FAILED",
      executionReason: "CANCELLED",
    });
    await expect(cloud.executions.cancelExecution({ name })).rejects.toMatchObject({ code: 9 });
    expect(await cloud.over(other)).toMatchObject({ succeededCount: 2, parallelism: 1 });
    const [all] = await cloud.executions.listExecutions({ parent: job.name! });
    expect(all.map((each) => each.name)).toEqual([name]);
    // A dash stands for all jobs, and for all executions.
    const ofEach = async (parent: string) => {
      const [tasks] = await cloud.tasks.listTasks({ parent });
      return tasks.map((task) => task.name!.split("/tasks/")[0]);
    };
    expect(new Set(await ofEach(`${job.name!}/executions/-`))).toEqual(new Set([name]));
    const anyJob = `${job.name!.replace(/[^/]+$/, "-")}/executions/-`;
    expect(await ofEach(anyJob)).toEqual(expect.arrayContaining([name, other]));
    const [executions] = await cloud.executions.listExecutions({
      parent: anyJob.replace(/\/executions.*/, ""),
    });
    expect(executions.map((each) => each.name)).toEqual(expect.arrayContaining([name, other]));
    await (await cloud.executions.deleteExecution({ name }))[0].promise();
    await expect(cloud.executions.getExecution({ name })).rejects.toMatchObject({ code: 5 });
  });
});

test("version 1 shows and runs the same, as gcloud asks for it", async () => {
  const { name } = await cloud.createJob(
    "shown",
    jobTemplate({ env: [{ name: "FAIL", value: "9" }] }, { maxRetries: 0 }),
  );
  const ask = async (path: string, body?: object) => {
    const request = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${cloud.httpUrl}${path}`, asOwner(cloud, request));
    return (await response.json()) as { items: object[]; metadata: { name: string } };
  };
  const v1 = "/apis/run.googleapis.com/v1/namespaces/cloud-runner-local";
  const overrides = { taskCount: 2, timeoutSeconds: 60, containerOverrides: [{ args: ["x"] }] };
  const begun = await ask(`${v1}/jobs/shown:run`, { overrides });
  expect(begun).toMatchObject({ kind: "Execution", spec: { taskCount: 2 } });
  const id = begun.metadata.name;
  await cloud.over(`${name}/executions/${id}`);
  expect(await ask(`${v1}/jobs/shown`)).toMatchObject({
    kind: "Job",
    metadata: { name: "shown" },
    status: { latestCreatedExecution: { name: id, completionStatus: "EXECUTION_FAILED" } },
  });
  expect(await ask(`${v1}/executions/${id}`)).toMatchObject({
    metadata: { labels: { "run.googleapis.com/job": "shown" } },
    spec: { template: { spec: { timeoutSeconds: "60" } } },
    status: {
      failedCount: 2,
      conditions: [{ type: "Completed", status: "False", reason: "NonZeroExitCode" }, {}, {}, {}],
    },
  });
  const selected = async (label: string) =>
    (
      await ask(
        `${v1}/${label.includes("execution") ? "tasks" : "executions"}?labelSelector=${encodeURIComponent(label)}`,
      )
    ).items;
  expect(await selected("run.googleapis.com/job = shown")).toHaveLength(1);
  expect(await selected("run.googleapis.com/job = other")).toHaveLength(0);
  const inStates = (states: string) =>
    `run.googleapis.com/execution = ${id},run.googleapis.com/runningState in (${states})`;
  expect(await selected(inStates("Failed,Cancelled"))).toHaveLength(2);
  expect(await selected(inStates("Running"))).toHaveLength(0);
  expect(await ask(`${v1}/tasks/${id}-task1`)).toMatchObject({
    status: { index: 1, lastAttemptResult: { exitCode: 3 } },
  });
  const policy = { bindings: [{ role: "roles/run.invoker", members: ["user:a@example.com"] }] };
  await ask(`/v1/${name}:setIamPolicy`, { policy });
  expect(await ask(`/v1/${name}:getIamPolicy`)).toMatchObject(policy);
});

describe("a container's token", () => {
  const account = "runtime@cloud-runner-local.iam.gserviceaccount.com";
  let job: string;
  let token: string;

  async function ask(
    path: string,
    body?: object,
  ): Promise<[status: number, answer: Record<string, unknown>]> {
    const owned = asOwner(
      { secret: token },
      body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
    );
    const response = await fetch(`${cloud.httpUrl}/v2/${path}`, owned);
    return [response.status, (await response.json()) as Record<string, unknown>];
  }

  async function grant(...roles: string[]): Promise<void> {
    const bindings = roles.map((role) => ({ role, members: [`serviceAccount:${account}`] }));
    await cloud.jobs.setIamPolicy({ resource: job, policy: { bindings } });
  }

  beforeAll(async () => {
    job = (await cloud.createJob("called", jobTemplate({}, { serviceAccount: account }))).name!;
    const first = await cloud.begin(job);
    await cloud.over(first);
    token = begun(first)[0]!.env["RUN_API_TOKEN"]!;
  });

  test("runs the job where its account is granted that", async () => {
    const order = {
      overrides: { containerOverrides: [{ env: [{ name: "WORK_ORDER", value: "gs://b/o" }] }] },
    };
    expect(await ask(`${job}:run`, order)).toMatchObject([
      403,
      {
        error: {
          status: "PERMISSION_DENIED",
          message: expect.stringContaining("runWithOverrides") as string,
        },
      },
    ]);
    await grant("roles/run.invoker");
    expect((await ask(`${job}:run`, order))[0]).toBe(403);
    expect((await ask(`${job}:run`, {}))[0]).toBe(200);
    await grant("roles/run.jobsExecutorWithOverrides");
    const [status, operation] = await ask(`${job}:run`, order);
    expect(status).toBe(200);
    const { name } = operation["metadata"] as { name: string };
    expect(name).toContain(`${job}/executions/`);
    expect((await ask(name))[0]).toBe(403);
    await grant("roles/run.jobsExecutorWithOverrides", "roles/run.viewer");
    expect(await ask(name)).toMatchObject([200, { name }]);
    await cloud.over(name);
    expect(begun(name)[0]!.env["WORK_ORDER"]).toBe("gs://b/o");
  });

  test("is good for nothing else", async () => {
    await grant("roles/run.admin");
    expect((await ask(job))[0]).toBe(401);
    expect((await ask(`${job}:setIamPolicy`, { policy: {} }))[0]).toBe(401);
    expect((await ask(`${parent}/jobs?jobId=another`, jobTemplate()))[0]).toBe(401);
  });
});

describe("an execution that runs when the local cloud ends", () => {
  let folder: string;
  let marks: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "run-jobs-"));
    marks = join(folder, "marks.txt");
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  const marked = () => readFile(marks, "utf8").catch(() => "");

  /** The next local cloud tries the task once more, and the operation goes on with it. */
  async function goesOn(operation: string, name: string): Promise<void> {
    expect(isAlive(Number((await marked()).split(" ")[2]))).toBe(false);
    const next = await startJobServices({ folder });
    try {
      await expect.poll(marked, { timeout: 10_000 }).toMatch(/\n0 1 /);
      expect((await next.executions.getExecution({ name }))[0]).toMatchObject({ runningCount: 1 });
      expect((await next.jobs.checkRunJobProgress(operation)).done).toBe(false);
      await (await next.executions.cancelExecution({ name }))[0].promise();
      expect((await next.jobs.checkRunJobProgress(operation)).done).toBe(true);
    } finally {
      await next.close();
    }
  }

  test("goes on when that was stopped", async () => {
    const first = await startJobServices({ folder });
    const env = [{ name: "MARKS", value: marks }];
    const job = await first.createJob("lasting", jobTemplate({ args: ["wait"], env }, { maxRetries: 0 }));
    const [operation] = await first.jobs.runJob({ name: job.name! });
    await expect.poll(marked, { timeout: 10_000 }).toMatch(/^0 0 /);
    await first.close();
    await goesOn(operation.name!, (operation.metadata as { name: string }).name);
  });

  test("goes on when that was killed", async () => {
    const program = pathOf("../fixtures/run-job-cloud.ts", import.meta.url);
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, folder, marks], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [printed] = (await once(child.stdout, "data")) as [Buffer];
    const [operation = "", execution = ""] = printed.toString().split("\n");
    await expect.poll(marked, { timeout: 10_000 }).toMatch(/^0 0 /);
    child.kill("SIGKILL");
    const pid = Number((await marked()).split(" ")[2]);
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
    await goesOn(operation, execution);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
