// Questions to a Pub/Sub, in a form whose answers can be compared.
import { setTimeout as delay } from "node:timers/promises";
import { subscriptionName, topicName } from "../support/pubsub-services.ts";
import { startReceiver, type Push } from "../support/push-receiver.ts";
import type { Side } from "./pubsub-sides.ts";

/** Gives what is compared; ids, times and addresses are left out. */
export type Ask = (side: Side) => Promise<unknown>;

/** The status code of a refusal, 0 when there was none. */
export async function codeOf(call: Promise<unknown>): Promise<number> {
  try {
    await call;
    return 0;
  } catch (error) {
    return (error as { code: number }).code;
  }
}

/** A topic `id` and a subscription of the same id on it. */
export async function make(side: Side, id: string, settings: Record<string, unknown> = {}): Promise<void> {
  await side.publisher.createTopic({ name: topicName(id) });
  await subscribe(side, id, settings);
}

export async function subscribe(
  { subscriber }: Side,
  id: string,
  settings: Record<string, unknown> = {},
): Promise<void> {
  await subscriber.createSubscription({ name: subscriptionName(id), topic: topicName(id), ...settings });
}

export const publish = ({ publisher }: Side, id: string, ...messages: object[]) =>
  publisher.publish({ topic: topicName(id), messages });

export async function pull(
  { subscriber }: Side,
  id: string,
): Promise<{ data: string; attributes: object }[]> {
  const subscription = subscriptionName(id);
  const [{ receivedMessages }] = await subscriber.pull({ subscription, maxMessages: 10 });
  const ackIds = receivedMessages!.map(({ ackId }) => ackId!);
  await subscriber.acknowledge({ subscription, ackIds });
  return receivedMessages!.map(({ message }) => ({
    data: Buffer.from(message!.data as Uint8Array).toString(),
    attributes: message!.attributes!,
  }));
}

/** What comes to a push endpoint within `withinMs` after the messages were published. */
export async function pushes(
  side: Side,
  id: string,
  options: {
    settings?: Record<string, unknown>;
    push?: Record<string, unknown>;
    messages: object[];
    answer?: (push: Push, count: number) => number;
    withinMs: number;
  },
): Promise<Push[]> {
  let count = 0;
  const receiver = await startReceiver((push) => options.answer?.(push, ++count) ?? 204);
  try {
    await make(side, id, {
      pushConfig: { pushEndpoint: receiver.url, ...options.push },
      ...options.settings,
    });
    await publish(side, id, ...options.messages);
    await delay(options.withinMs);
    return receiver.pushes;
  } finally {
    await side.subscriber.deleteSubscription({ subscription: subscriptionName(id) });
    await receiver.close();
  }
}

export const data = (text: string): Buffer => Buffer.from(text);
export const fast = { retryPolicy: { minimumBackoff: { seconds: 0 }, maximumBackoff: { seconds: 1 } } };

export const updateCode =
  (id: string, paths: string[], fields: Record<string, unknown> = {}): Ask =>
  async (side) => {
    await make(side, id);
    const subscription = { name: subscriptionName(id), ...fields };
    return codeOf(side.subscriber.updateSubscription({ subscription, updateMask: { paths } }));
  };

export const createCode =
  (id: string, settings: Record<string, unknown>): Ask =>
  async (side) => {
    await side.publisher.createTopic({ name: topicName(id) });
    return codeOf(subscribe(side, id, settings));
  };

/** "acknowledged" or "retried", by the status that the endpoint answered with at first. */
export async function verdicts(side: Side, id: string, statuses: number[]): Promise<Record<number, string>> {
  const seen = new Map<number, number>();
  const receiver = await startReceiver((push) => {
    const status = Number(push.url.slice(1));
    const times = (seen.get(status) ?? 0) + 1;
    seen.set(status, times);
    return times === 1 ? status : 204;
  });
  await side.publisher.createTopic({ name: topicName(id) });
  const names = statuses.map((status) => subscriptionName(`${id}-${status}`));
  for (const [index, status] of statuses.entries()) {
    await side.subscriber.createSubscription({
      name: names[index]!,
      topic: topicName(id),
      pushConfig: { pushEndpoint: `${receiver.url}${status}` },
      ...fast,
    });
  }
  await publish(side, id, { data: data("x") });
  await delay(5000);
  for (const subscription of names) await side.subscriber.deleteSubscription({ subscription });
  await receiver.close();
  return Object.fromEntries(
    statuses.map((status) => [status, (seen.get(status) ?? 0) > 1 ? "retried" : "acknowledged"]),
  );
}
