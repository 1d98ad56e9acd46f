// A stack brought up by the real provisioning code, through the official clients, on a local cloud of its own.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, type Clock } from "../../src/core/clock.ts";
import { parseConfig, type ConfigInput } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { userStateFolder } from "../../src/core/user/own-folder.ts";
import { claimState } from "../../src/library/local-cloud/own-state.ts";
import { startLocalCloud, type LocalCloud } from "../../src/local/cloud.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { createClients, type Clients } from "../../src/provision/google/clients.ts";
import { createContext, type CloudContext } from "../../src/provision/engine/context.ts";
import { destroy, planDestroy } from "../../src/provision/engine/destroy.ts";
import { plan } from "../../src/provision/engine/plan.ts";
import type { Node } from "../../src/provision/engine/node.ts";
import type { Reporter, Summary } from "../../src/provision/engine/walk.ts";
import { stackFor } from "../../src/provision/stack.ts";
import { asOwner } from "./as-owner.ts";
import { startBreakableLine, type BreakableLine } from "./breakable-line.ts";

export const testImage =
  "us-central1-docker.pkg.dev/cloud-runner-local/forecast/runtime@sha256:" + "1".repeat(64);

/** Stands for the container: answers 200 to everything. */
const server = `
import { createServer } from "node:http";
createServer((_request, response) => response.end()).listen(Number(process.env.PORT));
process.on("SIGTERM", () => process.exit(0));
`;

/** Stands for a task of the job: works until it is stopped. */
const task = `
setInterval(() => {}, 1000);
process.on("SIGTERM", () => process.exit(0));
`;

export interface TestStack {
  cloud: LocalCloud;
  /** Stands for a project folder. */
  folder: string;
  line: BreakableLine;
  clients: Clients;
  ctx: CloudContext;
  nodes(input?: ConfigInput): Node[];
  up(options?: { input?: ConfigInput; adopt?: boolean; reporter?: Reporter }): Promise<Summary>;
  down(options?: { input?: ConfigInput; reporter?: Reporter }): Promise<Summary>;
  /** Actions and ids of the rows of a plan that would change something. */
  pending(): Promise<string[]>;
  /** Lets the local cloud play troubles from now on; an empty object ends them. */
  chaos(settings: object): Promise<void>;
  /** Ends everything. @throws Error when the local cloud had something to say to its own log */
  close(): Promise<void>;
}

export interface TestStackOptions {
  clock?: Clock;
  /** What the container holds; by default a server that does nothing. */
  image?: string;
  buildId?: string;
}

export async function openStack({
  clock = systemClock,
  image,
  buildId = "test",
}: TestStackOptions = {}): Promise<TestStack> {
  const folder = await mkdtemp(join(tmpdir(), "stack-"));
  const imageDir = image ?? join(folder, "image");
  if (image === undefined) {
    await mkdir(imageDir);
    await writeFile(join(imageDir, "server.mjs"), server);
    await writeFile(join(imageDir, "job.mjs"), task);
  }
  const reported: string[] = [];
  claimState(join(folder, ".cloud-runner"), userStateFolder(process.env));
  const cloud = await startLocalCloud({
    folder: join(folder, ".cloud-runner"),
    imageDir,
    buildId,
    pid: process.pid,
    clock: systemClock,
    report: (text) => reported.push(text),
  });
  const line = await startBreakableLine(cloud);
  const names = namesFor(parseConfig({}, "test"));
  const { httpUrl, grpcPort } = line;
  const { secret } = cloud;
  const clients = createClients(
    { target: "local", httpUrl, grpcHost: "127.0.0.1", grpcPort, secret },
    names.project,
  );
  const ctx = createContext({ clients, clock, names });
  const nodes = (input: ConfigInput = {}) => {
    const config = parseConfig(input, "test");
    return stackFor(config, namesFor(config), testImage);
  };
  return {
    cloud,
    folder,
    line,
    clients,
    ctx,
    nodes,
    up: async ({ input = {}, adopt = false, reporter = {} } = {}) =>
      apply(ctx, await plan(ctx, nodes(input), { adopt }), reporter),
    down: async ({ input = {}, reporter = {} } = {}) =>
      destroy(ctx, await planDestroy(ctx, nodes(input)), reporter),
    async pending() {
      const { rows } = await plan(ctx, nodes());
      return rows.filter((row) => row.action !== "noop").map((row) => `${row.action} ${row.id}`);
    },
    async chaos(settings) {
      const response = await fetch(
        `${cloud.httpUrl}/_local/chaos`,
        asOwner(cloud, { method: "PUT", body: JSON.stringify(settings) }),
      );
      if (!response.ok) throw new Error(await response.text());
    },
    async close() {
      await clients.close();
      await line.close();
      await cloud.close();
      await rm(folder, { recursive: true, force: true });
      if (reported.length > 0) throw new Error(`The local cloud reported:\n${reported.join("\n")}`);
    },
  };
}
