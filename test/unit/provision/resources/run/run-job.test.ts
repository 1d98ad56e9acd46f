import { describe, expect, it } from "vitest";
import type { Settled } from "../../../../../src/provision/engine/unknown.ts";
import { runJob, type RunJobSpec } from "../../../../../src/provision/resources/run/run-job.ts";
import { cloudError, context } from "../../support.ts";

const labels = { "managed-by": "cloud-runner", "cloud-runner-stack": "forecast" };
const spec: Settled<RunJobSpec> = {
  project: "p",
  region: "r",
  job: "s-job",
  image: "host/p/repo/image@sha256:1",
  serviceAccount: "a@p.iam.gserviceaccount.com",
  env: { INPUT_BUCKET: "in" },
  command: ["node", "job.mjs"],
  cpu: 2,
  memory: "2Gi",
  timeoutSeconds: 21_600,
  maxRetries: 3,
  parallelism: 10,
  labels,
};

const container = {
  image: spec.image,
  command: ["node", "job.mjs"],
  env: [{ name: "INPUT_BUCKET", value: "in", valueSource: null, values: "value" }],
  resources: { limits: { cpu: "2000m", memory: "2048Mi" } },
};
const task = {
  serviceAccount: spec.serviceAccount,
  timeout: { seconds: "21600", nanos: 0 },
  maxRetries: 3,
  executionEnvironment: "EXECUTION_ENVIRONMENT_GEN2",
  containers: [container],
};
const execution = { labels: { theirs: "x" }, annotations: {}, parallelism: 10, taskCount: 1, template: task };
const name = "projects/p/locations/r/jobs/s-job";
/** As Cloud Run gives it back, with its defaults filled in. */
const answer = {
  name,
  etag: "e1",
  generation: "2",
  observedGeneration: "2",
  reconciling: false,
  launchStage: "GA",
  terminalCondition: { type: "Ready", state: "CONDITION_SUCCEEDED", message: "" },
  labels,
  annotations: { theirs: "note" },
  template: execution,
};
const withTask = (difference: object) => ({
  template: { ...execution, template: { ...task, ...difference } },
});
const withContainer = (difference: object) => withTask({ containers: [{ ...container, ...difference }] });

const operation = (result: unknown) => [{ promise: async () => [result] }];
const having = (found: object, more: object = {}) =>
  context({ jobs: async () => ({ getJob: async () => [found], ...more }) });

async function changesFor(found: object, wanted: RunJobSpec = spec) {
  const live = await runJob.read(having(found), wanted);
  return runJob.diff(wanted, live!).map(({ path, effect }) => `${effect} ${path}`);
}

describe("runJob", () => {
  const inSync: [string, object][] = [
    ["what was written, in other units and with defaults", {}],
    ["enums as numbers", { terminalCondition: { state: 4 } }],
    ["labels of others", { labels: { ...labels, theirs: "x" } }],
    ["a variable of others", withContainer({ env: [...container.env, { name: "THEIRS", value: "x" }] })],
  ];
  it.each(inSync)("leaves alone: %s", async (_title, difference) => {
    expect(await changesFor({ ...answer, ...difference })).toEqual([]);
  });

  const drifted: [string, object, string[]][] = [
    ["another image", withContainer({ image: "other" }), ["update template.image"]],
    ["another program", withContainer({ command: ["sh"] }), ["update template.command"]],
    [
      "less memory and CPU",
      withContainer({ resources: { limits: { cpu: "1000m", memory: "512Mi" } } }),
      ["update template.cpu", "update template.memory"],
    ],
    ["Google's own time-out", withTask({ timeout: { seconds: "600" } }), ["update template.timeoutSeconds"]],
    ["no second try", withTask({ maxRetries: 0 }), ["update template.maxRetries"]],
    ["another account", withTask({ serviceAccount: "b" }), ["update template.serviceAccount"]],
    ["a GPU", withTask({ nodeSelector: { accelerator: "nvidia-l4" } }), ["update template.nodeSelector"]],
    [
      "more tasks, without a limit",
      { template: { ...execution, taskCount: 7, parallelism: 0 } },
      ["update template.taskCount", "update template.parallelism"],
    ],
    ["a job that is not ready", { reconciling: true }, ["update condition"]],
    [
      "a failed one",
      { terminalCondition: { state: "CONDITION_FAILED", message: "no such account\nmore" } },
      ["update condition"],
    ],
    [
      "a label that is gone",
      { labels: {} },
      ["update labels.managed-by", "update labels.cloud-runner-stack"],
    ],
  ];
  it.each(drifted)("sees %s", async (_title, difference, changes) => {
    expect(await changesFor({ ...answer, ...difference })).toEqual(changes);
  });

  it("is not there when Cloud Run says so", async () => {
    const getJob = () => Promise.reject(cloudError("NOT_FOUND"));
    expect(await runJob.read(having({}, { getJob }), spec)).toBeUndefined();
  });

  it("keeps the image that is deployed when none is given", async () => {
    expect(
      await changesFor(withContainer({ image: "any" }) && { ...answer }, { ...spec, image: undefined }),
    ).toEqual([]);
  });

  it("sends the whole of it again, with what others have put on it, since a write has no mask", async () => {
    const sent: object[] = [];
    const updateJob = async (request: { job: object }) => {
      sent.push(request.job);
      return operation({ ...answer, ...request.job });
    };
    const found = { ...answer, ...withTask({ maxRetries: 0 }), labels: { ...labels, theirs: "x" } };
    const ctx = having(found, { updateJob });
    const live = await runJob.read(ctx, spec);
    await runJob.update!(ctx, { ...spec, image: undefined }, live!, runJob.diff(spec, live!));
    expect(sent).toEqual([
      {
        name,
        etag: "e1",
        launchStage: "GA",
        binaryAuthorization: null,
        annotations: { theirs: "note" },
        labels: { ...labels, theirs: "x" },
        template: {
          labels: { theirs: "x" },
          annotations: {},
          taskCount: 1,
          parallelism: 10,
          template: {
            serviceAccount: spec.serviceAccount,
            timeout: { seconds: 21_600 },
            maxRetries: 3,
            containers: [
              {
                image: spec.image,
                command: ["node", "job.mjs"],
                env: [{ name: "INPUT_BUCKET", value: "in" }],
                resources: { limits: { cpu: "2", memory: "2Gi" } },
              },
            ],
          },
        },
      },
    ]);
  });

  describe("when it is deleted", () => {
    const executions = [
      { name: `${name}/executions/running` },
      { name: `${name}/executions/ended`, completionTime: { seconds: "1" } },
      { name: `${name}/executions/ending`, completionTime: null },
    ];
    const asked: string[] = [];
    const ctx = (
      cancelExecution: (request: { name: string }) => Promise<unknown>,
      deleteJob?: () => unknown,
    ) => {
      asked.length = 0;
      return context({
        executions: async () => ({
          listExecutions: async () => [executions],
          cancelExecution: (request: { name: string }) => {
            asked.push(`cancel ${request.name.split("/").at(-1)}`);
            return cancelExecution(request);
          },
        }),
        jobs: async () => ({
          deleteJob: async () => {
            asked.push("delete");
            return deleteJob?.() ?? operation(answer);
          },
        }),
      });
    };
    const live = { name } as never;

    it("stops what runs, and goes after that", async () => {
      await runJob.delete(
        ctx(async () => operation({})),
        live,
      );
      expect(asked.toSorted().slice(0, 2)).toEqual(["cancel ending", "cancel running"]);
      expect(asked.at(-1)).toBe("delete");
    });

    it("does not mind what ended or went away meanwhile", async () => {
      const gone = ctx(
        async ({ name: which }) => {
          throw cloudError(which.endsWith("running") ? "FAILED_PRECONDITION" : "NOT_FOUND");
        },
        () => Promise.reject(cloudError("NOT_FOUND")),
      );
      await runJob.delete(gone, live);
      expect(asked.at(-1)).toBe("delete");
    });

    it("stays when its executions cannot be stopped", async () => {
      const refused = ctx(async () => Promise.reject(cloudError("PERMISSION_DENIED")));
      await expect(runJob.delete(refused, live)).rejects.toMatchObject({ status: "PERMISSION_DENIED" });
      expect(asked).not.toContain("delete");
    });
  });
});
