import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { GlobalFlags } from "../../../../src/cli/shell/context.ts";
import { explainConfig } from "../../../../src/library/config/explain-config.ts";
import { fakeContext, fakeIo } from "../../cli/support.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-explain-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const explain = (flags: Partial<GlobalFlags> = {}, env: Record<string, string> = {}) =>
  explainConfig(fakeContext(fakeIo({ env }), flags, folder));

it("names the origin of each value: flag, environment, file or default", async () => {
  const path = join(folder, "cloud-runner.json");
  await writeFile(
    path,
    JSON.stringify({
      $schema: "./x.json",
      name: "sales",
      region: "europe-west1",
      service: { cpu: 2 },
      artifacts: ["gs://models"],
      forecast: { horizon: 14 },
      labels: {},
    }),
  );
  const { file, settings } = await explain(
    { project: "my-project" },
    { CLOUD_RUNNER_REGION: "europe-west2" },
  );
  expect(file).toBe(path);
  const inFile = { origin: "file", source: path };
  expect(settings).toEqual([
    { setting: "name", value: "sales", ...inFile },
    { setting: "target", value: "gcp", origin: "flag", source: "--project" },
    { setting: "project", value: "my-project", origin: "flag", source: "--project" },
    { setting: "region", value: "europe-west2", origin: "environment", source: "CLOUD_RUNNER_REGION" },
    { setting: "builder", value: "docker", origin: "default" },
    { setting: "model", value: undefined, origin: "default" },
    { setting: "artifacts", value: ["gs://models"], ...inFile },
    { setting: "image", value: undefined, origin: "default" },
    { setting: "command", value: undefined, origin: "default" },
    { setting: "encryptionKey", value: undefined, origin: "default" },
    { setting: "service.cpu", value: 2, ...inFile },
    { setting: "service.memory", value: "1Gi", origin: "default" },
    { setting: "service.ingress", value: "all", origin: "default" },
    { setting: "service.concurrency", value: 1, origin: "default" },
    { setting: "service.timeoutSeconds", value: 600, origin: "default" },
    { setting: "service.minInstances", value: 0, origin: "default" },
    { setting: "service.maxInstances", value: 10, origin: "default" },
    { setting: "job.enabled", value: true, origin: "default" },
    { setting: "job.cpu", value: 2, origin: "default" },
    { setting: "job.memory", value: "2Gi", origin: "default" },
    { setting: "job.timeoutSeconds", value: 21_600, origin: "default" },
    { setting: "job.maxRetries", value: 3, origin: "default" },
    { setting: "job.parallelism", value: 10, origin: "default" },
    { setting: "delivery.ackDeadlineSeconds", value: 600, origin: "default" },
    { setting: "delivery.minimumBackoffSeconds", value: 1, origin: "default" },
    { setting: "delivery.maximumBackoffSeconds", value: 90, origin: "default" },
    { setting: "delivery.maxDeliveryAttempts", value: 100, origin: "default" },
    { setting: "events.enabled", value: true, origin: "default" },
    { setting: "notify", value: [], origin: "default" },
    { setting: "storage.retentionDays", value: 0, origin: "default" },
    { setting: "bigquery.maximumBytesBilled", value: 107_374_182_400, origin: "default" },
    { setting: "forecast.horizon", value: 14, ...inFile },
    { setting: "labels", value: {}, ...inFile },
  ]);
});

it("shows the defaults of a folder without a file", async () => {
  const { file, settings } = await explain();
  expect(file).toBeUndefined();
  expect(settings.every(({ origin }) => origin === "default")).toBe(true);
});

it("shows no secret of an address that is told of failures", async () => {
  await writeFile(
    join(folder, "cloud-runner.json"),
    JSON.stringify({
      notify: [
        "ops@example.com",
        { to: "https://example.com/word", on: ["dead-letters"] },
        "https://e.com/${TOKEN}",
      ],
    }),
  );
  const { settings } = await explain({}, { TOKEN: "from-the-environment" });
  const { value } = settings.find(({ setting }) => setting === "notify")!;
  expect(value).toEqual([
    "ops@example.com",
    {
      to: expect.stringMatching(/^https:\/\/example\.com\/… \([0-9a-f]{6}\)$/) as string,
      on: ["dead-letters"],
    },
    expect.stringMatching(/^https:\/\/e\.com\/…/),
  ]);
  expect(JSON.stringify(settings)).not.toMatch(/word|from-the-environment/);
});
