// Google's Python clients for Pub/Sub and Logging, against the local cloud.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { emulatorVariables } from "../../src/library/stack/emulator-variables.ts";
import { answersOf, installPython, type ForeignClient } from "../support/foreign-clients.ts";
import { runTool } from "../support/google-tools.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

let cloud: WholeCloud;
let client: ForeignClient;
beforeAll(async () => {
  cloud = await startWholeCloud();
  client = await installPython("google-cloud-pubsub", "google-cloud-logging");
}, 300_000);
afterAll(async () => {
  await client.close();
  await cloud.close();
});

it("publishes, streams in order, seeks, takes snapshots, and reads and searches logs", async (context) => {
  context.skip(client.lacks !== undefined, client.lacks);
  const script = fileURLToPath(new URL("clients/pubsub_logging.py", import.meta.url));
  const answers = await answersOf(
    runTool("python3", [script], {
      ...emulatorVariables({ ...cloud, project: "cloud-runner-local" }),
      PYTHONPATH: join(client.folder, "packages"),
      LOCAL_CLOUD_URL: cloud.httpUrl,
    }),
  );
  expect(answers).toEqual({
    orderedSeconds: expect.any(Number) as number,
    ordered: true,
    pulled: 500,
    afterSeek: 500,
    beforeSnapshot: 1,
    afterSnapshot: 1,
    snapshots: ["python-snapshot"],
    entries: [{ message: "it is done", rows: 3 }, "all is well"],
    warnings: ["WARNING"],
    found: 1,
  });
  expect(answers["orderedSeconds"]).toBeLessThan(20);
  expect(cloud.reported).toEqual([]);
});
