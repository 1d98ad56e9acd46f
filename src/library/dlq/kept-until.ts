// When Pub/Sub throws a dead-letter message away by itself.
import { call, despiteFaults, unlessNotFound, type CloudContext } from "../../provision/engine/context.ts";
import { hasStatus } from "../../provision/google/cloud-error.ts";
import { secondsOf } from "../../provision/engine/normalise.ts";

/** The ISO time for a message; undefined for all of them where one may not read the subscription. */
export type KeptUntil = (message: { deadLetteredAt: string }) => string | undefined;

export async function readKeptUntil(cloud: CloudContext): Promise<KeptUntil> {
  const name = `projects/${cloud.project}/subscriptions/${cloud.names.deadLetterSubscription}`;
  const client = await cloud.clients.subscriptions();
  const read = despiteFaults(cloud, () =>
    call(cloud, "pubsub.GetSubscription", name, () => client.getSubscription({ subscription: name })),
  );
  const found = await unlessNotFound(read).catch((error: unknown) => {
    if (hasStatus(error, "PERMISSION_DENIED")) return undefined;
    throw error;
  });
  const seconds = secondsOf(found?.[0].messageRetentionDuration);
  return ({ deadLetteredAt }) =>
    seconds === undefined ? undefined : new Date(Date.parse(deadLetteredAt) + seconds * 1000).toISOString();
}
