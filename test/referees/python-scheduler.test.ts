// Google's Python client for Cloud Scheduler, over gRPC and REST, against the local cloud.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { emulatorVariables } from "../../src/library/stack/emulator-variables.ts";
import { answersOf, installPython, type ForeignClient } from "../support/foreign-clients.ts";
import { runTool } from "../support/google-tools.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

const project = "cloud-runner-local";

let cloud: WholeCloud;
let client: ForeignClient;
beforeAll(async () => {
  cloud = await startWholeCloud();
  client = await installPython("google-cloud-scheduler");
}, 400_000);
afterAll(async () => {
  await client.close();
  await cloud.close();
});

it("does what a Python program does with jobs", async (context) => {
  context.skip(client.lacks !== undefined, client.lacks);
  const script = fileURLToPath(new URL("clients/scheduler.py", import.meta.url));
  const steps = await answersOf(
    runTool("python3", [script], {
      ...emulatorVariables({ ...cloud, project }),
      GOOGLE_CLOUD_PROJECT: project,
      REST_HOST: `127.0.0.1:${cloud.httpPort}`,
      PYTHONPATH: join(client.folder, "packages"),
    }),
  );
  expect(Object.entries(steps).filter(([, answer]) => answer !== "ok")).toEqual([]);
  expect(Object.keys(steps)).toHaveLength(24);
  expect(cloud.reported).toEqual([]);
});
