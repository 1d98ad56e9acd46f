// The two that are compared: Google's Pub/Sub emulator and the local cloud's Pub/Sub, each with Google's own client.
import type { v1 } from "@google-cloud/pubsub";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { seedProject } from "../../src/local/seed-project.ts";
import { pubsubClients } from "../support/local-clients.ts";
import { startPubSub } from "../support/pubsub-services.ts";

export interface Side {
  publisher: v1.PublisherClient;
  subscriber: v1.SubscriberClient;
  /** Google's own agent forwards dead letters, and needs the right to do so where rights are checked. */
  allowDeadLetters(topic: string, subscription: string): Promise<void>;
  close(): Promise<void>;
}

export async function startOurs(): Promise<Side> {
  const started = await startPubSub();
  const { publisher, subscriber, pubsub } = started;
  const agent = `serviceAccount:service-${seedProject.number}@gcp-sa-pubsub.iam.gserviceaccount.com`;
  const policy = (role: string) => ({ bindings: [{ role, members: [agent] }] });
  return {
    publisher,
    subscriber,
    async allowDeadLetters(topic, subscription) {
      await pubsub.topic(topic).iam.setPolicy(policy("roles/pubsub.publisher"));
      await pubsub.subscription(subscription).iam.setPolicy(policy("roles/pubsub.subscriber"));
    },
    close: () => started.close(),
  };
}

export async function startEmulator(jar: string): Promise<Side> {
  const port = await freePort();
  const child = spawn("java", ["-jar", jar, "--host=127.0.0.1", `--port=${port}`], { stdio: "ignore" });
  const ended = once(child, "exit");
  const clients = pubsubClients({ grpcPort: port });
  const { publisher, subscriber } = clients;
  const isReady = async (): Promise<boolean> => {
    try {
      await publisher.listTopics(
        { project: `projects/${seedProject.id}` },
        { timeout: 2000, retry: null as never },
      );
      return true;
    } catch {
      return false;
    }
  };
  for (let tries = 0; !(await isReady()); tries++) {
    if (tries > 100) throw new Error("The Pub/Sub emulator did not come up.");
    await delay(300);
  }
  return {
    publisher,
    subscriber,
    allowDeadLetters: () => Promise.resolve(),
    async close() {
      await clients.close();
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
