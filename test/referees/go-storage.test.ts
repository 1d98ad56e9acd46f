// Google's Go client for Cloud Storage, against the local cloud.
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
  const source = fileURLToPath(new URL("clients/storage.go.txt", import.meta.url));
  client = await installGoProgram(source, "cloud.google.com/go/storage@v1.62.0");
}, 600_000);
afterAll(async () => {
  await client.close();
  await cloud.close();
});

it("does what a Go program does with objects", async (context) => {
  context.skip(client.lacks !== undefined, client.lacks);
  const environment = emulatorVariables({ ...cloud, project: "cloud-runner-local" });
  const steps = await answersOf(runTool(join(client.folder, "program"), [], environment));
  expect(Object.entries(steps).filter(([, answer]) => answer !== "ok")).toEqual([]);
  expect(Object.keys(steps)).toHaveLength(13);
  expect(cloud.reported).toEqual([]);
});
