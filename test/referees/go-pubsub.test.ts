// Google's Go client for Pub/Sub, against the local cloud.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { emulatorVariables } from "../../src/library/stack/emulator-variables.ts";
import { answersOf, installGoProgram, type ForeignClient } from "../support/foreign-clients.ts";
import { runTool } from "../support/google-tools.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

let cloud: WholeCloud;
let client: ForeignClient;
beforeAll(async () => {
  cloud = await startWholeCloud();
  const source = fileURLToPath(new URL("clients/pubsub.go.txt", import.meta.url));
  client = await installGoProgram(source, "cloud.google.com/go/pubsub@v1.49.0");
}, 600_000);
afterAll(async () => {
  await client.close();
  await cloud.close();
});

it("publishes and receives in order, seeks and takes snapshots", async (context) => {
  context.skip(client.lacks !== undefined, client.lacks);
  const environment = emulatorVariables({ ...cloud, project: "cloud-runner-local" });
  expect(await answersOf(runTool(join(client.folder, "program"), [], environment))).toEqual({
    ordered: true,
    afterSeek: true,
    beforeSnapshot: ["last"],
    afterSnapshot: ["last"],
    exists: false,
  });
  expect(cloud.reported).toEqual([]);
});
