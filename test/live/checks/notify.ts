// Checks of alerts: each policy and channel that they make is disabled, tells nobody, and is removed again.
import type { Answer, Check, Live } from "../row.ts";

const at = ({ names }: Live, what: string) => `/v3/projects/${names.project}/${what}`;

async function tried(
  live: Live,
  what: "alertPolicies" | "notificationChannels",
  body: object,
): Promise<Answer> {
  const answer = await live.ask("monitoring", "POST", at(live, what), { body });
  const { name } = answer.body as { name?: string };
  if (name !== undefined) await live.ask("monitoring", "DELETE", `/v3/${name}`);
  return answer;
}

const policy = (more: object) => ({ displayName: "live probe", combiner: "OR", enabled: false, ...more });
const ofLog = (filter: string) => ({ conditions: [{ displayName: "x", conditionMatchedLog: { filter } }] });
const ofMetric = {
  conditions: [
    {
      displayName: "x",
      conditionThreshold: {
        filter:
          'metric.type="pubsub.googleapis.com/subscription/num_undelivered_messages" AND resource.type="pubsub_subscription"',
        comparison: "COMPARISON_GT",
        thresholdValue: 0,
        duration: "0s",
        aggregations: [{ alignmentPeriod: "60s", perSeriesAligner: "ALIGN_MAX" }],
      },
    },
  ],
};
const limit = { alertStrategy: { notificationRateLimit: { period: "300s" }, autoClose: "1800s" } };

export const maskedChannel: Check = {
  async run(live) {
    const url = "https://hooks.example.com/live/probe";
    const channel = { type: "webhook_tokenauth", displayName: "live probe", enabled: false, labels: { url } };
    const { status, body } = await tried(live, "notificationChannels", channel);
    const answered = (body["labels"] as { url?: string } | undefined)?.url ?? "";
    return status === 200 && (answered === "" || answered === url || answered.includes("*"));
  },
};

export const policyOfLog: Check = {
  async run(live) {
    const filter =
      'resource.type=("cloud_run_revision" OR "cloud_run_job") AND (jsonPayload.outcome="rejected" OR (jsonPayload.outcome="worked-off" AND jsonPayload.message=~", [1-9][0-9]* failed$"))';
    const { status } = await tried(live, "alertPolicies", policy({ ...ofLog(filter), ...limit }));
    return status === 200;
  },
};

export const logAlertWithoutLimit: Check = {
  async run(live) {
    const { status } = await tried(live, "alertPolicies", policy(ofLog("severity>=ERROR")));
    return status === 400;
  },
};

export const limitOfMetric: Check = {
  async run(live) {
    const { status } = await tried(live, "alertPolicies", policy({ ...ofMetric, ...limit }));
    return status === 400;
  },
};

export const unknownChannel: Check = {
  async run(live) {
    const notificationChannels = [`projects/${live.names.project}/notificationChannels/1`];
    const { status } = await tried(live, "alertPolicies", policy({ ...ofMetric, notificationChannels }));
    return status === 400 || status === 404;
  },
};
