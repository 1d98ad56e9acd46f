// The dead-letter subscription, read by unary pull. A message that is looked at is only leased, and given back at once;
// it is gone only when it is acknowledged. After a crash everything is back when the lease ends, 60 s later.
import { PreconditionError } from "../../core/errors.ts";
import { hasStatus } from "../../provision/google/cloud-error.ts";
import { call, despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import type { Stack } from "../stack/with-stack.ts";
import { messageFrom, type DeadMessage, type Received } from "./message.ts";

/** Messages under lease, as long as `withMessages` lasts. */
export interface Mail {
  messages: readonly DeadMessage[];
  /** There were so many that reading stopped. */
  isCut: boolean;
  /** Removes messages for good. */
  remove(messages: readonly DeadMessage[]): Promise<void>;
}

/** More than these are not looked at in one run: about 2 kB each, and a lease to keep for each. */
const mostMessages = 1000;
/** Ack ids are about 200 characters, and a request may have 512 kB. */
const idsPerRequest = 500;
const leaseSeconds = 60;
const renewEveryMs = 20_000;

/**
 * Leases messages, runs `work`, and gives back what it did not remove, whatever happens.
 * @param ids stops reading as soon as all of these are found; without them all messages are read
 */
export async function withMessages<T>(
  { cloud, localCloud }: Pick<Stack, "cloud" | "localCloud">,
  ids: readonly string[],
  work: (mail: Mail) => Promise<T>,
): Promise<T> {
  const held = new Map<string, DeadMessage>();
  const ended = new AbortController();
  const renewal = renew(cloud, held, ended.signal);
  try {
    await collect(cloud, held, { ids, isLocal: localCloud !== undefined });
    return await work({
      messages: [...held.values()].toSorted((a, b) => a.deadLetteredAt.localeCompare(b.deadLetteredAt)),
      isCut: held.size >= mostMessages,
      async remove(messages) {
        const ids = messages.map(({ id }) => held.get(id)!.ackId);
        await sendInParts(cloud, ids, "Acknowledge", (client, request) => client.acknowledge(request));
        for (const { id } of messages) held.delete(id);
      },
    });
  } finally {
    ended.abort();
    await renewal;
    await setDeadline(cloud, held, 0);
  }
}

/**
 * Pulls until nothing new comes. Pub/Sub answers with some of what there is, never a promise of all; while a message is
 * leased it does not come again, so silence is the sign of the end.
 */
async function collect(
  cloud: CloudContext,
  held: Map<string, DeadMessage>,
  { ids, isLocal }: { ids: readonly string[]; isLocal: boolean },
): Promise<void> {
  // The local cloud answers at once with whatever there is; Google's Pub/Sub may need some seconds.
  const rounds = isLocal ? 1 : 2;
  for (let quiet = 0; quiet < rounds && held.size < mostMessages; ) {
    cloud.signal?.throwIfAborted();
    const received = await pull(cloud, isLocal, mostMessages - held.size);
    quiet = received.length === 0 ? quiet + 1 : 0;
    for (const message of received.map(messageFrom)) held.set(message.id, message);
    // A name of an input does not count here: an input may have several messages, an id has one.
    if (ids.length > 0 && ids.every((id) => held.has(id))) return;
  }
}

/**
 * A pull of nothing waits for up to 90 s, so it is ended after some seconds: a message that comes at that very moment is
 * leased to nobody, and hidden until its lease ends. The local cloud answers at once, so there nothing is ended early.
 */
async function pull(cloud: CloudContext, isLocal: boolean, maxMessages: number): Promise<Received[]> {
  const subscriptions = await cloud.clients.subscriptions();
  return send(cloud, "Pull", async (subscription) => {
    try {
      const [{ receivedMessages }] = await subscriptions.pull(
        { subscription, maxMessages, ...(isLocal && { returnImmediately: true }) },
        { timeout: isLocal ? 10_000 : 4000, retry: null },
      );
      return receivedMessages ?? [];
    } catch (error) {
      // Silence is an answer of Google's, and nothing to ask for again.
      if (!isLocal && (error as { code?: unknown }).code === deadlineExceeded) return [];
      throw error;
    }
  });
}

/** The gRPC code. */
const deadlineExceeded = 4;

async function renew(
  cloud: CloudContext,
  held: Map<string, DeadMessage>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      await cloud.clock.sleep(renewEveryMs, signal);
      await setDeadline(cloud, held, leaseSeconds);
    } catch {
      // A lease that ends early means that the message may come twice, which does no harm.
      if (signal.aborted) return;
    }
  }
}

/** 0 seconds gives the messages back. */
const setDeadline = (cloud: CloudContext, held: ReadonlyMap<string, DeadMessage>, seconds: number) =>
  sendInParts(
    cloud,
    [...held.values()].map(({ ackId }) => ackId),
    "ModifyAckDeadline",
    (client, request) => client.modifyAckDeadline({ ...request, ackDeadlineSeconds: seconds }),
  );

type Subscriptions = Awaited<ReturnType<CloudContext["clients"]["subscriptions"]>>;

async function sendInParts(
  cloud: CloudContext,
  ids: readonly string[],
  method: string,
  request: (client: Subscriptions, about: { subscription: string; ackIds: string[] }) => Promise<unknown>,
): Promise<void> {
  const client = await cloud.clients.subscriptions();
  for (let at = 0; at < ids.length; at += idsPerRequest) {
    const ackIds = ids.slice(at, at + idsPerRequest);
    await send(cloud, method, (subscription) => request(client, { subscription, ackIds }));
  }
}

async function send<T>(
  cloud: CloudContext,
  method: string,
  request: (subscription: string) => Promise<T>,
): Promise<T> {
  const name = `projects/${cloud.project}/subscriptions/${cloud.names.deadLetterSubscription}`;
  try {
    return await despiteFaults(cloud, () => call(cloud, `pubsub.${method}`, name, () => request(name)));
  } catch (error) {
    if (!hasStatus(error, "NOT_FOUND")) throw error;
    throw new PreconditionError(`There is no subscription ${cloud.names.deadLetterSubscription}.`, {
      code: "dlq.subscription-missing",
      fix: "cloud-runner up",
      cause: error,
    });
  }
}
