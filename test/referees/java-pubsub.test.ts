// Google's Java client for Pub/Sub, against the local cloud.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { emulatorVariables } from "../../src/library/stack/emulator-variables.ts";
import { answersOf, installJava, type ForeignClient } from "../support/foreign-clients.ts";
import { runTool } from "../support/google-tools.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

const fileOf = (name: string): string => fileURLToPath(new URL(`clients/${name}`, import.meta.url));

let cloud: WholeCloud;
let client: ForeignClient;
beforeAll(async () => {
  cloud = await startWholeCloud();
  client = await installJava(fileOf("pubsub-pom.xml"));
}, 300_000);
afterAll(async () => {
  await client.close();
  await cloud.close();
});

it("publishes and receives in order, seeks and takes snapshots", async (context) => {
  context.skip(client.lacks !== undefined, client.lacks);
  const environment = emulatorVariables({ ...cloud, project: "cloud-runner-local" });
  const packages = join(client.folder, "packages", "*");
  expect(await answersOf(runTool("java", ["-cp", packages, fileOf("PubSub.java")], environment))).toEqual({
    ordered: true,
    afterSeek: true,
    snapshots: 1,
  });
  expect(cloud.reported).toEqual([]);
});
