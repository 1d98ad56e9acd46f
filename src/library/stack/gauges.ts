// Numbers that only Cloud Monitoring knows: instances, backlog, dead-letter messages.
import type { protos } from "@google-cloud/monitoring";
import { briefly, call, type CloudContext } from "../../provision/engine/context.ts";
import { CloudError } from "../../core/errors.ts";

export interface Gauges {
  /** Undefined when there is no sample: Google shows samples some minutes late, and none for what is idle. */
  instances: number | undefined;
  backlog: number | undefined;
  deadLetters: number | undefined;
}

/** https://docs.cloud.google.com/monitoring/api/metrics_gcp_p_z */
const instanceCount = "run.googleapis.com/container/instance_count";
const undelivered = "pubsub.googleapis.com/subscription/num_undelivered_messages";

/** A service that does not run at all has no sample, and samples come once a minute with up to four minutes' delay. */
const windowMs = 6 * 60_000;

export async function readGauges(cloud: CloudContext): Promise<Gauges> {
  const { service, subscription, deadLetterSubscription } = cloud.names;
  const [instances, backlog, deadLetters] = await Promise.all([
    newestSum(cloud, instanceCount, "service_name", service),
    newestSum(cloud, undelivered, "subscription_id", subscription),
    newestSum(cloud, undelivered, "subscription_id", deadLetterSubscription),
  ]);
  return { instances, backlog, deadLetters };
}

const oldestAge = "pubsub.googleapis.com/subscription/oldest_unacked_message_age";

/** How long the oldest notification has been waiting for the service; undefined when there is no sample. */
export async function readOldestMessageMs(cloud: CloudContext): Promise<number | undefined> {
  const seconds = await newestSum(cloud, oldestAge, "subscription_id", cloud.names.subscription);
  return seconds === undefined ? undefined : seconds * 1000;
}

type Series = protos.google.monitoring.v3.ITimeSeries;

/** The newest point of each series, added up: there is one series for each revision and state. */
async function newestSum(
  cloud: CloudContext,
  metric: string,
  label: string,
  value: string,
): Promise<number | undefined> {
  const endMs = cloud.clock.now();
  try {
    const [series] = await briefly(cloud, () =>
      call(cloud, "monitoring.ListTimeSeries", metric, async () =>
        (await cloud.clients.monitoring()).listTimeSeries({
          name: `projects/${cloud.project}`,
          filter: `metric.type="${metric}" AND resource.labels.${label}="${value}"`,
          interval: { startTime: timestamp(endMs - windowMs), endTime: timestamp(endMs) },
          view: "FULL",
        }),
      ),
    );
    return sumOfNewest(series);
  } catch (error) {
    // The status of everything else is worth showing without these numbers.
    if (error instanceof CloudError) return undefined;
    throw error;
  }
}

export function sumOfNewest(series: readonly Series[]): number | undefined {
  const newest = series.flatMap(({ points }) => points?.[0]?.value ?? []);
  if (newest.length === 0) return undefined;
  return newest.reduce((sum, { int64Value, doubleValue }) => sum + Number(int64Value ?? doubleValue ?? 0), 0);
}

const timestamp = (ms: number) => ({ seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 });
