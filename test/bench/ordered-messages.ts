// `npm run bench:ordered [-- --messages 10000]`: messages of one ordering key through a streaming pull of Google's client,
// in order and once; prints the rate, and what a message costs while many or few wait. Fails below 5,000 a second.
import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Message } from "@google-cloud/pubsub";
import { pubsubClients } from "../support/local-clients.ts";
import { subscriptionName, topicName } from "../support/pubsub-services.ts";

const { values: flags } = parseArgs({ options: { messages: { type: "string", default: "10000" } } });
const messages = Number(flags.messages);
const leastRate = 5000;

const folder = await mkdtemp(join(tmpdir(), "ordered-"));
const cloud = fork(new URL("../chaos/cloud-process.ts", import.meta.url), [folder, folder], {
  execArgv: ["--disable-warning=ExperimentalWarning"],
});
const { grpcPort } = await new Promise<{ grpcPort: number }>((resolve) =>
  cloud.once("message", (message) => resolve(message as { grpcPort: number })),
);
const clients = pubsubClients({ grpcPort });
const topic = topicName("ordered");
await clients.publisher.createTopic({ name: topic });
await clients.subscriber.createSubscription({
  name: subscriptionName("ordered"),
  topic,
  enableMessageOrdering: true,
});
const publishedAt = performance.now();
for (let at = 0; at < messages; at += 1000) {
  await clients.publisher.publish({
    topic,
    messages: Array.from({ length: Math.min(1000, messages - at) }, (_, index) => ({
      data: Buffer.from(`${at + index}`),
      orderingKey: "k",
    })),
  });
}
const publishRate = (messages / (performance.now() - publishedAt)) * 1000;

const seen: string[] = [];
const times: number[] = [];
const subscription = clients.pubsub.subscription("ordered");
const startedAt = performance.now();
await new Promise<void>((resolve, reject) => {
  subscription.on("error", reject);
  subscription.on("message", (message: Message) => {
    seen.push(message.data.toString());
    times.push(performance.now());
    message.ack();
    if (seen.length === messages) resolve();
  });
});
const seconds = (times.at(-1)! - startedAt) / 1000;
await subscription.close();
await clients.close();
await new Promise((resolve) => {
  cloud.once("exit", resolve);
  cloud.send("stop");
});
await rm(folder, { recursive: true, force: true });

const tenth = Math.floor(messages / 10);
const rate = messages / seconds;
const isOrdered = seen.every((text, index) => text === `${index}`);
const micros = (from: number, to: number) => (((times[to]! - times[from]!) / (to - from)) * 1000).toFixed(0);
process.stdout.write(
  [
    `${messages} messages of one key in ${seconds.toFixed(2)} s: ${rate.toFixed(0)} a second, ${isOrdered ? "in order, each once" : "NOT in order"}`,
    `a message in the second tenth ${micros(tenth, 2 * tenth)} µs, in the last ${micros(messages - tenth, messages - 1)} µs`,
    `published at ${publishRate.toFixed(0)} a second`,
    "",
  ].join("\n"),
);
if (!isOrdered || rate < leastRate) process.exitCode = 1;
