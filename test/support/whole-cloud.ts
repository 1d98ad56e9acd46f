// Every service of the local cloud in this process, with a container image that answers 200 to everything. It can be
// made to lose its answers: the way in which a caller that is killed sees a request.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createArtifactRegistry } from "../../src/local/services/artifact-registry.ts";
import { createBilling } from "../../src/local/services/billing.ts";
import { createIam } from "../../src/local/services/iam.ts";
import { createLogging } from "../../src/local/services/logging.ts";
import { createPubSub } from "../../src/local/services/pubsub/pubsub.ts";
import { createResourceManager } from "../../src/local/services/resource-manager.ts";
import { createRun } from "../../src/local/services/run/run.ts";
import { createServiceUsage } from "../../src/local/services/service-usage.ts";
import { createStorage } from "../../src/local/services/storage/storage.ts";
import type { LocalService } from "../../src/local/service.ts";
import { StatusError } from "../../src/local/status.ts";
import { startServices, type StartedServices } from "./local-services.ts";

const image = `
import { createServer } from "node:http";
createServer((_request, response) => response.end()).listen(Number(process.env.PORT));
process.on("SIGTERM", () => process.exit(0));
`;

export interface WholeCloud extends StartedServices {
  /** Carries out `count` more writing requests, loses the answer to the last of them, and then refuses everything. */
  loseAfter(count: number): void;
  answerAgain(): void;
}

export async function startWholeCloud(): Promise<WholeCloud> {
  const folder = await mkdtemp(join(tmpdir(), "whole-cloud-"));
  const imageDir = join(folder, "image");
  await mkdir(imageDir);
  await writeFile(join(imageDir, "server.mjs"), image);
  const line = { writesLeft: Number.POSITIVE_INFINITY };
  const services = await startServices(
    (floor) => {
      const iam = createIam(floor);
      const pubsub = createPubSub(floor, iam);
      const logging = createLogging(floor);
      const run = createRun(floor, {
        verifyIdToken: (token) => iam.verifyIdToken(token),
        accountExists: (email) => iam.accountExists(email),
        writeLog: (entry) => logging.write(entry),
        imageDir,
      });
      const all: LocalService[] = [
        iam,
        pubsub,
        createStorage(floor, pubsub),
        logging,
        createResourceManager(floor),
        createServiceUsage(floor),
        createBilling(floor),
        createArtifactRegistry(floor),
        run,
      ];
      return [httpLine(line), ...all.map((service) => grpcLine(service, line))];
    },
    { folder: join(folder, "state") },
  );
  return {
    ...services,
    loseAfter: (count) => void (line.writesLeft = count),
    answerAgain: () => void (line.writesLeft = Number.POSITIVE_INFINITY),
    async close() {
      await services.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Line {
  writesLeft: number;
}

/** Counts a request; tells whether it is let in, and whether its answer gets out. */
function pass(line: Line, isWrite: boolean): { in: boolean; out: boolean } {
  if (line.writesLeft <= 0) return { in: false, out: false };
  if (isWrite) line.writesLeft -= 1;
  return { in: true, out: line.writesLeft > 0 };
}

const lost = () => new StatusError("UNAVAILABLE", "the line is dead");

function grpcLine(service: LocalService, line: Line): LocalService {
  if (!service.grpc) return service;
  const grpc = service.grpc.map((binding) => {
    const methods = Object.entries(binding.methods).map(([name, method]) => {
      const isWrite = !/^(Get|List|BatchGet|Test)/.test(name);
      const guarded: typeof method = async (...args) => {
        const passed = pass(line, isWrite);
        if (!passed.in) throw lost();
        const answer = await method(...args);
        if (!passed.out) throw lost();
        return answer;
      };
      return [name, guarded] as const;
    });
    return { ...binding, methods: Object.fromEntries(methods) };
  });
  return { ...service, grpc };
}

function httpLine(line: Line): LocalService {
  return {
    routes: (app) =>
      app.use("*", async (context, next) => {
        const passed = pass(line, context.req.method !== "GET");
        if (passed.in) await next();
        if (!passed.out) context.res = new Response(null, { status: 503 });
      }),
  };
}
