import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { main } from "../../../../src/cli/main.ts";
import { fakeIo } from "../support.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-config-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function printed(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const io = fakeIo({ cwd: folder, env });
  expect(await main([...args, "--no-color"], io)).toBe(0);
  return io.out();
}

it("shows each setting with its value and its origin", async () => {
  await writeFile(
    join(folder, "cloud-runner.json"),
    JSON.stringify({ name: "sales", service: { cpu: 2 }, forecast: { model: "ets" } }),
  );
  const args = ["config", "show", "--project", "my-project"];
  const env = { CLOUD_RUNNER_REGION: "europe-west2" };
  expect((await printed(args, env)).replaceAll(folder, "FOLDER")).toMatchInlineSnapshot(`
    "File: cloud-runner.json

    setting                         value         origin
    name                            sales         file
    target                          gcp           flag --project
    project                         my-project    flag --project
    region                          europe-west2  environment CLOUD_RUNNER_REGION
    builder                         docker        default
    model                           -             default
    artifacts                       []            default
    image                           -             default
    command                         -             default
    encryptionKey                   -             default
    service.cpu                     2             file
    service.memory                  1Gi           default
    service.ingress                 all           default
    service.concurrency             1             default
    service.timeoutSeconds          600           default
    service.minInstances            0             default
    service.maxInstances            10            default
    job.enabled                     true          default
    job.cpu                         2             default
    job.memory                      2Gi           default
    job.timeoutSeconds              21600         default
    job.maxRetries                  3             default
    job.parallelism                 10            default
    delivery.ackDeadlineSeconds     600           default
    delivery.minimumBackoffSeconds  1             default
    delivery.maximumBackoffSeconds  90            default
    delivery.maxDeliveryAttempts    100           default
    events.enabled                  true          default
    notify                          []            default
    storage.retentionDays           0             default
    bigquery.maximumBytesBilled     107374182400  default
    forecast.model                  ets           file
    labels                          {}            default
    "
  `);
  expect(await printed(["config", ...args.slice(2)], env)).toBe(await printed(args, env));
  expect(JSON.parse(await printed([...args, "--json"], env))).toMatchObject({
    schemaVersion: 1,
    file: join(folder, "cloud-runner.json"),
    settings: expect.arrayContaining([
      { setting: "name", value: "sales", origin: "file", source: join(folder, "cloud-runner.json") },
      { setting: "region", value: "europe-west2", origin: "environment", source: "CLOUD_RUNNER_REGION" },
      { setting: "storage.retentionDays", value: 0, origin: "default" },
    ]) as unknown,
  });
});

it("lists every problem of the file instead", async () => {
  await writeFile(join(folder, "cloud-runner.json"), JSON.stringify({ name: "X", regin: "y" }));
  const io = fakeIo({ cwd: folder });
  expect(await main(["config", "show"], io)).toBe(1);
  expect(io.err()).toContain('did you mean "region"?');
});

it("prints the JSON Schema that is shipped", async () => {
  const shipped = await readFile(
    new URL("../../../../schema/cloud-runner.schema.json", import.meta.url),
    "utf8",
  );
  expect(await printed(["config", "schema"])).toBe(shipped);
});
