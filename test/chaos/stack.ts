// The pipeline of a storm: a local cloud as a process, the real stack on it, and ways to disturb both.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Storage } from "@google-cloud/storage";
import { systemClock } from "../../src/core/clock.ts";
import { parseConfig } from "../../src/core/config.ts";
import { CloudError } from "../../src/core/errors.ts";
import { namesFor } from "../../src/core/names.ts";
import { retry } from "../../src/core/retry.ts";
import { seedProject } from "../../src/local/seed-project.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { createClients, type Clients } from "../../src/provision/google/clients.ts";
import { createContext, type CloudContext } from "../../src/provision/engine/context.ts";
import { plan } from "../../src/provision/engine/plan.ts";
import { stackFor } from "../../src/provision/stack.ts";
import { asOwner } from "../support/as-owner.ts";
import { childrenOf, isAlive } from "../support/project-folder.ts";
import { testImage } from "../support/stack-on-local-cloud.ts";

const entry = fileURLToPath(new URL("./cloud-process.ts", import.meta.url));

/** As a user has it, but for the rest after a refusal: ten seconds would be most of the storm. */
const config = parseConfig(
  { delivery: { minimumBackoffSeconds: 1, maximumBackoffSeconds: 20 } },
  "the storm",
);
export const names = namesFor(config);

/** A second subscription to what is written to the output bucket, which counts the writes. */
const witness = `projects/${seedProject.id}/subscriptions/witness`;

export interface Written {
  messageId: string;
  object: string;
}

export interface StormStack {
  storage: Storage;
  ctx: CloudContext;
  /** Process ids of the cloud and of its instances. */
  pids(): { cloud: number; instances: number[] };
  chaos(settings: object): Promise<void>;
  stepClock(ms: number): void;
  /** SIGKILL, and a new process in the same folder, as `up` starts one. @returns instances that went with it */
  killCloud(): Promise<number>;
  /** Objects that were written since the last call, or none while the cloud is away. */
  written(): Promise<Written[]>;
  /** What the processes wrote to standard error. */
  reported(): string;
  close(): Promise<void>;
}

export async function openStormStack(folder: string, imageDir: string): Promise<StormStack> {
  let reported = "";
  let child: ChildProcess;
  let clients: Clients;
  let ctx: CloudContext;
  let storage: Storage;
  let cloud = { httpPort: 0, grpcPort: 0, secret: "" };

  async function start(): Promise<void> {
    child = fork(entry, [folder, imageDir], { stdio: ["ignore", "ignore", "pipe", "ipc"], execArgv: [] });
    child.stderr!.on("data", (chunk: Buffer) => (reported += chunk.toString()));
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`The local cloud ended with ${code}:\n${reported}`);
    });
    const [sent] = (await Promise.race([once(child, "message"), ended])) as [typeof cloud];
    ended.catch(() => {});
    const isMoved = sent.httpPort !== cloud.httpPort || sent.grpcPort !== cloud.grpcPort;
    cloud = sent;
    const { httpPort, grpcPort, secret } = cloud;
    const httpUrl = `http://127.0.0.1:${httpPort}`;
    await clients?.close();
    clients = createClients(
      { target: "local", httpUrl, grpcHost: "127.0.0.1", grpcPort, secret },
      names.project,
    );
    ctx = createContext({ clients, clock: systemClock, names });
    storage = new Storage({
      projectId: seedProject.id,
      apiEndpoint: httpUrl,
      retryOptions: { maxRetries: 6 },
    });
    if (isMoved) await up();
  }

  /** Again where the machine is too busy for the clients' deadlines. */
  const up = () =>
    retry(async () => apply(ctx, await plan(ctx, stackFor(config, names, testImage)), {}), {
      clock: systemClock,
      budgetMs: 120_000,
      isRetryable: (error) => error instanceof CloudError && error.retryable,
    });

  async function watch(): Promise<void> {
    const topic = `projects/${seedProject.id}/topics/witness`;
    const topics = await clients.topics();
    await topics.createTopic({ name: topic });
    const agent = `serviceAccount:service-${seedProject.number}@gs-project-accounts.iam.gserviceaccount.com`;
    const bindings = [{ role: "roles/pubsub.publisher", members: [agent] }];
    await topics.setIamPolicy({ resource: topic, policy: { bindings } } as never);
    await (
      await clients.subscriptions()
    ).createSubscription({ name: witness, topic, ackDeadlineSeconds: 10 });
    await storage.bucket(names.outputBucket).createNotification(topic, {
      eventTypes: ["OBJECT_FINALIZE"],
      payloadFormat: "NONE",
    });
  }

  const gone = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  };
  const instances = () => (isAlive(child.pid!) ? childrenOf(child.pid!) : []);

  await start();
  await watch();
  return {
    get storage() {
      return storage;
    },
    get ctx() {
      return ctx;
    },
    pids: () => ({ cloud: child.pid!, instances: instances() }),
    async chaos(settings) {
      const body = JSON.stringify(settings);
      const url = `http://127.0.0.1:${cloud.httpPort}/_local/chaos`;
      const answer = await fetch(url, asOwner(cloud, { method: "PUT", body }));
      if (!answer.ok) throw new Error(await answer.text());
    },
    stepClock: (stepMs) => void child.send({ stepMs }),
    async killCloud() {
      const lost = instances().length;
      child.kill("SIGKILL");
      await gone();
      await start();
      return lost;
    },
    async written() {
      const once = { timeout: 5000, retry: null };
      const subscriber = await clients.subscriptions();
      const request = { subscription: witness, maxMessages: 1000, returnImmediately: true };
      // While the cloud is away, and where an answer is lost: what is not acknowledged comes again, under the same id.
      const [pulled] = await subscriber.pull(request, once).catch(() => []);
      const received = pulled?.receivedMessages ?? [];
      const ackIds = received.map(({ ackId }) => ackId!);
      if (ackIds.length > 0)
        await subscriber.acknowledge({ subscription: witness, ackIds }, once).catch(() => undefined);
      return received.map(({ message }) => ({
        messageId: message!.messageId!,
        object: message!.attributes!["objectId"]!,
      }));
    },
    reported: () => reported,
    async close() {
      await clients.close();
      if (child.connected) child.send("stop");
      const tooLong = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await gone();
      clearTimeout(tooLong);
    },
  };
}
