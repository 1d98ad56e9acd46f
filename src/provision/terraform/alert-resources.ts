// Who is told of failures, as Terraform's provider describes it. An address that may be a secret is a variable without a value.
import type { Settled } from "../engine/unknown.ts";
import { policyRequest, type PolicyLive, type PolicySpec } from "../resources/alerts/alert-policy.ts";
import {
  channelRequest,
  type ChannelLive,
  type ChannelSpec,
} from "../resources/alerts/notification-channel.ts";
import type { Exported } from "./exported.ts";
import { block, raw, type Value } from "./hcl.ts";
import type { References } from "./references.ts";

/** Undefined for a file of the local cloud, which Google knows nothing of. */
export function channelOf(
  spec: Settled<ChannelSpec>,
  _references: References,
  live: ChannelLive,
): Exported | undefined {
  const {
    project: _in,
    stack: _of,
    channel,
    type,
    title,
    address,
    shown,
    fingerprint,
    isKnown: _all,
    labels,
    ...others
  } = spec;
  others satisfies Record<string, never>;
  if (type === "local_file") return undefined;
  const name = `notify_${channel.replaceAll("-", "_")}`;
  const secrets: Record<string, string> = {};
  const secret = (key: string): Value => {
    const variable = key === "url" ? name : `${name}_${key}`;
    secrets[variable] = `The ${key} of ${shown}, which may be a secret.`;
    return raw(`var.${variable}`);
  };
  const { password, ...plain } = address;
  const said = Object.entries(plain).map(
    ([key, value]) => [key, key === "url" ? secret(key) : value] as const,
  );
  const { userLabels } = channelRequest({ ...spec, fingerprint, labels });
  return {
    type: "google_monitoring_notification_channel",
    id: live.name,
    secrets,
    body: [
      ["display_name", title],
      ["type", type],
      ["labels", Object.fromEntries(said)],
      ["user_labels", userLabels],
      // As `down` does: policies of others lose it.
      ["force_delete", true],
      password === undefined ? undefined : block("sensitive_labels", [["password", secret("password")]]),
    ],
  };
}

export function policyOf(spec: Settled<PolicySpec>, references: References, live: PolicyLive): Exported {
  const { displayName, documentation, userLabels, conditions, combiner, severity, ...more } =
    policyRequest(spec);
  const { alertStrategy, notificationChannels, enabled, ...others } = more;
  others satisfies Record<string, never>;
  const { notificationRateLimit: limit, autoClose } = alertStrategy;
  return {
    type: "google_monitoring_alert_policy",
    id: live.name,
    body: [
      ["display_name", displayName],
      ["combiner", combiner],
      ["enabled", enabled.value],
      ["severity", severity],
      ["notification_channels", notificationChannels.map((name) => references.to(name))],
      ["user_labels", userLabels],
      block("documentation", [
        ["subject", documentation.subject],
        ["mime_type", documentation.mimeType],
        ["content", documentation.content],
      ]),
      ...conditions.map((each) =>
        block("conditions", [
          ["display_name", each.displayName],
          "conditionMatchedLog" in each
            ? block("condition_matched_log", [["filter", each.conditionMatchedLog.filter]])
            : thresholdBlock(each.conditionThreshold),
        ]),
      ),
      block("alert_strategy", [
        ["auto_close", seconds(autoClose)],
        limit && block("notification_rate_limit", [["period", seconds(limit.period)]]),
      ]),
    ],
  };
}

type Threshold = Extract<
  ReturnType<typeof policyRequest>["conditions"][number],
  { conditionThreshold: unknown }
>["conditionThreshold"];

const thresholdBlock = ({ filter, comparison, thresholdValue, ...more }: Threshold) => {
  const { duration, aggregations, trigger, ...others } = more;
  others satisfies Record<string, never>;
  return block("condition_threshold", [
    ["filter", filter],
    ["comparison", comparison],
    ["threshold_value", thresholdValue],
    ["duration", seconds(duration)],
    ...aggregations.map(({ alignmentPeriod, perSeriesAligner }) =>
      block("aggregations", [
        ["alignment_period", seconds(alignmentPeriod)],
        ["per_series_aligner", perSeriesAligner],
      ]),
    ),
    block("trigger", [["count", trigger.count]]),
  ]);
};

const seconds = (duration: { seconds: number }): string => `${duration.seconds}s`;
