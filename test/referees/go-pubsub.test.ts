// Google's Go client for Pub/Sub, against the local cloud.
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { emulatorVariables } from "../../src/library/stack/emulator-variables.ts";
import { answersOf, installClient, type ForeignClient } from "../support/foreign-clients.ts";
import { runTool } from "../support/google-tools.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

let cloud: WholeCloud;
let client: ForeignClient;
beforeAll(async () => {
  cloud = await startWholeCloud();
  client = await installClient("go", async (folder, run) => {
    const source = fileURLToPath(new URL("clients/pubsub.go.txt", import.meta.url));
    await copyFile(source, join(folder, "main.go"));
    for (const args of [
      ["mod", "init", "example"],
      ["get", "cloud.google.com/go/pubsub@v1.49.0"],
    ]) {
      const { code, ...rest } = await run("go", ...args);
      if (code !== 0) return { code, ...rest };
    }
    return await run("go", "build", "-o", "program", ".");
  });
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
