// Whether the stack can forecast, before anything is sent to it: what is uploaded to half a stack waits forever.
import { PreconditionError } from "../../core/errors.ts";
import { briefly, call, type CloudContext } from "../../provision/engine/context.ts";
import { hasStatus } from "../../provision/google/cloud-error.ts";
import { checkOwnBuckets } from "../predict/own-buckets.ts";

/**
 * Asks once, however often it is asked. The notification is what `up` makes last and `down` removes first, so where it is
 * the rest is too, unless somebody has removed it by hand: for many files that is worth two more questions.
 */
export function stackCheck(cloud: CloudContext, { isLarge }: { isLarge: boolean }): () => Promise<void> {
  let checked: Promise<void> | undefined;
  const check = async () => {
    const parts = [checkOwnBuckets(cloud), checkAnnounced(cloud), ...(isLarge ? [checkServed(cloud)] : [])];
    // In this order, whichever is first: what is not there at all says more than what is missing in it.
    for (const part of await Promise.allSettled(parts)) if (part.status === "rejected") throw part.reason;
  };
  return () => (checked ??= check());
}

async function checkAnnounced(cloud: CloudContext): Promise<void> {
  const { inputBucket, project, topic } = cloud.names;
  const found = await unlessUnseen(cloud, `gs://${inputBucket}`, "storage.GetNotifications", async () => {
    const storage = await cloud.clients.storage();
    const [notifications] = await storage.bucket(inputBucket).getNotifications();
    return notifications.some(({ metadata }) =>
      metadata?.topic?.endsWith(`projects/${project}/topics/${topic}`),
    );
  });
  if (found === false) throw halfMade(cloud, `Uploads to gs://${inputBucket} are not announced to anybody.`);
}

async function checkServed(cloud: CloudContext): Promise<void> {
  const { project, region, names } = cloud;
  const subscription = `projects/${project}/subscriptions/${names.subscription}`;
  const service = `projects/${project}/locations/${region}/services/${names.service}`;
  const [isPushed, isServed] = await Promise.all([
    unlessUnseen(cloud, subscription, "pubsub.GetSubscription", async () => {
      await (await cloud.clients.subscriptions()).getSubscription({ subscription });
      return true;
    }),
    unlessUnseen(cloud, service, "run.GetService", async () => {
      await (await cloud.clients.services()).getService({ name: service });
      return true;
    }),
  ]);
  if (isServed === false) throw halfMade(cloud, `The service ${names.service} is not there.`);
  if (isPushed === false) throw halfMade(cloud, `The subscription ${names.subscription} is not there.`);
}

/** False for what is not there; undefined where it may not be looked at, or not now: that is no reason to send nothing. */
async function unlessUnseen(
  cloud: CloudContext,
  resource: string,
  method: string,
  look: () => Promise<boolean>,
): Promise<boolean | undefined> {
  try {
    return await briefly(cloud, () => call(cloud, method, resource, look));
  } catch (error) {
    return hasStatus(error, "NOT_FOUND") ? false : undefined;
  }
}

const halfMade = ({ names }: CloudContext, what: string): PreconditionError =>
  new PreconditionError(`The stack ${names.stack} is only half there, so nothing was sent.`, {
    code: "predict.half-made",
    details: [what, "Likely cause: an `up` or a `down` that did not come to its end."],
    fix: "cloud-runner up",
  });
