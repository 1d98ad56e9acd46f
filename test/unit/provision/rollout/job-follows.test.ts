import { expect, it } from "vitest";
import type { Settled } from "../../../../src/provision/engine/unknown.ts";
import type { RunJobSpec } from "../../../../src/provision/resources/run/run-job.ts";
import { jobFollows } from "../../../../src/provision/rollout/job-follows.ts";
import { cloudError, context } from "../support.ts";

const labels = { "managed-by": "cloud-runner", "cloud-runner-stack": "forecast" };
const spec: Settled<RunJobSpec> = {
  project: "p",
  region: "r",
  job: "forecast-job",
  image: undefined,
  serviceAccount: "a",
  env: { FORECAST_DEFAULTS: '{"model":"new"}', FORECAST_TIMEOUT_SECONDS: "540" },
  command: ["node", "job.mjs"],
  cpu: 2,
  memory: "2Gi",
  timeoutSeconds: 600,
  maxRetries: 3,
  parallelism: 10,
  labels,
};
const envOf = (env: Record<string, string>) => Object.entries(env).map(([name, value]) => ({ name, value }));

interface Sent {
  template: { template: { containers: { image: string; env: { name: string; value: string }[] }[] } };
}

/** A job that works with the image `new`, beside a service that is at the image `old`. */
function cloud({ job = {}, update }: { job?: object; update?: () => never } = {}) {
  const sent: Sent[] = [];
  const container = {
    image: "new",
    command: spec.command,
    env: envOf(spec.env),
    resources: { limits: { cpu: "2", memory: "2Gi" } },
  };
  const answer = {
    labels,
    terminalCondition: { state: "CONDITION_SUCCEEDED" },
    template: {
      taskCount: 1,
      parallelism: 10,
      template: { serviceAccount: "a", timeout: { seconds: "600" }, maxRetries: 3, containers: [container] },
    },
    ...job,
  };
  const ctx = context({
    jobs: async () => ({
      getJob: async () => [answer],
      updateJob: async (request: { job: Sent }) => {
        update?.();
        sent.push(request.job);
        return [{ promise: async () => [answer] }];
      },
    }),
    revisions: async () => ({
      getRevision: async () => [
        {
          containers: [
            {
              image: "old",
              env: envOf({ FORECAST_DEFAULTS: '{"model":"old"}', FORECAST_TIMEOUT_SECONDS: "60" }),
            },
          ],
        },
      ],
    }),
  });
  return { ctx, sent };
}

it("gives the job the image and the defaults of the revision, and nothing else of it", async () => {
  const { ctx, sent } = cloud();
  await jobFollows(ctx, spec, "forecast-00001-x", "again");
  const [{ image, env }] = sent[0]!.template.template.containers as [
    Sent["template"]["template"]["containers"][0],
  ];
  expect(image).toBe("old");
  expect(env).toEqual(envOf({ FORECAST_DEFAULTS: '{"model":"old"}', FORECAST_TIMEOUT_SECONDS: "540" }));
});

it("leaves alone a job of others", async () => {
  const { ctx, sent } = cloud({ job: { labels: {} } });
  await jobFollows(ctx, spec, "forecast-00001-x", "again");
  expect(sent).toEqual([]);
});

it("says what is left to do when Cloud Run does not take it", async () => {
  const { ctx } = cloud({
    update() {
      throw cloudError("INVALID_ARGUMENT", "no such image");
    },
  });
  await expect(jobFollows(ctx, spec, "forecast-00001-x", "cloud-runner rollback X")).rejects.toMatchObject({
    code: "deploy.job-behind",
    fix: "cloud-runner rollback X",
  });
});
