// An alert policy of Cloud Monitoring: when the channels are told, and what they are told to do.
// https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies
import { ownerLabels } from "../../../core/contract.ts";
import type { AlertKind } from "../../../core/notify/destinations.ts";
import { call, unlessNotFound, type CloudContext } from "../../engine/context.ts";
import { carriesOwner } from "../../engine/labels.ts";
import { managing, need } from "../../engine/needs.ts";
import { plainMap, secondsOf } from "../../engine/normalise.ts";
import { changed, type Removable } from "../../engine/resource.ts";
import type { Late, Settled } from "../../engine/unknown.ts";
import { alertEditor } from "../../google/roles.ts";
import { byLabel, labelledChanges, removeTwins, type Labelled } from "./found-by-labels.ts";

export interface PolicySpec {
  project: string;
  stack: string;
  alert: AlertKind;
  title: string;
  /** What is watched: entries of the log, or a metric that must not be above 0. */
  watches: "log" | "metric";
  condition: string;
  filter: Late<string>;
  /** Full names of the channels. */
  channels: readonly Late<string>[];
  documentation: string;
  labels: Record<string, string>;
}

export interface PolicyLive extends Labelled {
  /** Full, where it has exactly one. */
  condition: string | undefined;
  /** By the paths of a plan. */
  settings: Record<string, unknown>;
}

const alertLabel = "cloud-runner-alert";

/** The shortest that Google allows: a thousand files that fail at once are one notification. */
const rateLimitSeconds = 300;
/** Of an incident for which nothing new comes. Of a log that is at once; a metric says itself when it is over. */
const autoCloseSeconds = { log: 1800, metric: 7 * 86_400 };

export const alertPolicy: Removable<PolicySpec, PolicyLive> = {
  kind: "monitoring.alertPolicy",
  purpose: "with `notify`: raises alerts about dead-letter messages, failed forecasts and missed schedules",
  needs: [need("monitoring", alertEditor, managing("monitoring.alertPolicies"))],
  fields: {
    compared: [
      "displayName",
      "documentation",
      "userLabels",
      "conditions",
      "combiner",
      "enabled",
      "notificationChannels",
      "alertStrategy",
      "severity",
    ],
    ignored: {
      name: "is given by the server",
      validity: "is answered only",
      creationRecord: "is answered only",
      mutationRecord: "is answered only",
    },
  },
  name: (spec) => shownName(spec, spec.alert),

  list: async (ctx) => [...(await listPolicies(ctx)).keys()].map((alert) => shownName(ctx.names, alert)),

  read: async (ctx, spec) => (await listPolicies(ctx)).get(spec.alert),

  diff: (spec, live) => [
    ...Object.entries(settingsOf(policyRequest(spec))).flatMap(([path, value]) =>
      changed(path, live.settings[path], value),
    ),
    ...labelledChanges(spec, live),
  ],

  async create(ctx, spec) {
    // Listed once more: an earlier try may have made it without having heard the answer.
    const found = await alertPolicy.read(ctx, spec);
    if (found) return found;
    const client = await clientOf(ctx);
    const [made] = await call(ctx, "monitoring.CreateAlertPolicy", alertPolicy.name(spec), () =>
      client.createAlertPolicy({ name: `projects/${spec.project}`, alertPolicy: policyRequest(spec) }),
    );
    return liveFrom(made as Found);
  },

  async update(ctx, spec, live, changes) {
    const client = await clientOf(ctx);
    const paths = await removeTwins(live, changes, (name) => remove(ctx, name));
    if (paths.length === 0) return { ...live, twins: [] };
    const { conditions, ...request } = policyRequest(spec);
    const [updated] = await call(ctx, "monitoring.UpdateAlertPolicy", alertPolicy.name(spec), () =>
      client.updateAlertPolicy({
        alertPolicy: {
          name: live.name,
          ...request,
          // With its name it stays the same condition.
          conditions: conditions.map((each) => ({
            ...each,
            ...(live.condition && { name: live.condition }),
          })),
          userLabels: { ...live.labels, ...request.userLabels },
        },
        updateMask: { paths },
      }),
    );
    return liveFrom(updated as Found);
  },

  async delete(ctx, live) {
    for (const name of [live.name, ...live.twins]) await remove(ctx, name);
  },

  owned: (spec, live) => carriesOwner(ownerLabels(spec.stack), live.labels),

  exclusive: (spec) => `projects/${spec.project}/alertPolicies`,
};

/** Those of the stack, by the kind of failure. */
export async function listPolicies(ctx: CloudContext): Promise<Map<string, PolicyLive>> {
  const client = await clientOf(ctx);
  const name = `projects/${ctx.project}`;
  const [found] = await call(ctx, "monitoring.ListAlertPolicies", name, () =>
    client.listAlertPolicies({ name }),
  );
  const policies = found.map((each) => liveFrom(each as Found));
  return byLabel(policies, alertLabel, ctx.names.stack);
}

const clientOf = (ctx: CloudContext) => ctx.clients.client(loadClient);
const loadClient = async () => (await import("../../google/packages/alerts.ts")).AlertPolicyServiceClient;

const shownName = ({ project, stack }: { project: string; stack: string }, alert: string): string =>
  `projects/${project}/alertPolicies/${stack}-${alert}`;

async function remove(ctx: CloudContext, name: string): Promise<void> {
  const client = await clientOf(ctx);
  await unlessNotFound(
    call(ctx, "monitoring.DeleteAlertPolicy", name, () => client.deleteAlertPolicy({ name })),
  );
}

/** What is asked of Google; in a plan some of it may be known later. */
export function policyRequest(spec: PolicySpec | Settled<PolicySpec>) {
  const filter = spec.filter as string;
  return {
    displayName: spec.title,
    documentation: { content: spec.documentation, mimeType: "text/markdown", subject: spec.title },
    userLabels: { ...spec.labels, [alertLabel]: spec.alert },
    conditions: [
      {
        displayName: spec.condition,
        ...(spec.watches === "log"
          ? { conditionMatchedLog: { filter } }
          : {
              conditionThreshold: {
                filter,
                aggregations: [{ alignmentPeriod: { seconds: 60 }, perSeriesAligner: "ALIGN_MAX" as const }],
                comparison: "COMPARISON_GT" as const,
                thresholdValue: 0,
                // At the first look that finds one.
                duration: { seconds: 0 },
                trigger: { count: 1 },
              },
            }),
      },
    ],
    combiner: "OR" as const,
    enabled: { value: true },
    notificationChannels: [...spec.channels] as string[],
    alertStrategy: {
      // Asked for where a log is watched, and refused elsewhere.
      ...(spec.watches === "log" && { notificationRateLimit: { period: { seconds: rateLimitSeconds } } }),
      autoClose: { seconds: autoCloseSeconds[spec.watches] },
    },
    severity: "ERROR" as const,
  };
}

interface Found {
  name: string;
  displayName?: string | null;
  documentation?: { content?: string | null; mimeType?: string | null; subject?: string | null } | null;
  userLabels?: Record<string, string> | null;
  conditions?: Condition[] | null;
  combiner?: string | null;
  enabled?: { value?: boolean | null } | null;
  notificationChannels?: string[] | null;
  alertStrategy?: { notificationRateLimit?: { period?: unknown } | null; autoClose?: unknown } | null;
  severity?: string | null;
}

interface Condition {
  name?: string | null;
  displayName?: string | null;
  conditionMatchedLog?: { filter?: string | null; labelExtractors?: object | null } | null;
  conditionThreshold?: {
    filter?: string | null;
    aggregations?: { alignmentPeriod?: unknown; perSeriesAligner?: string | null }[] | null;
    comparison?: string | null;
    thresholdValue?: number | null;
    duration?: unknown;
    trigger?: { count?: number | null } | null;
  } | null;
}

const liveFrom = (found: Found): PolicyLive => ({
  name: found.name,
  condition: found.conditions?.length === 1 ? (found.conditions[0]!.name ?? undefined) : undefined,
  labels: plainMap(found.userLabels),
  settings: settingsOf(found),
  twins: [],
});

/** What is compared, in one form for what is wanted and what is there. */
function settingsOf(policy: Omit<Found, "name">): Record<string, unknown> {
  const { documentation, alertStrategy } = policy;
  return {
    displayName: policy.displayName,
    "documentation.content": documentation?.content,
    "documentation.mimeType": documentation?.mimeType,
    "documentation.subject": documentation?.subject,
    conditions: policy.conditions?.map(conditionOf),
    combiner: policy.combiner,
    enabled: policy.enabled?.value ?? true,
    notificationChannels: policy.notificationChannels?.map((name) => name as unknown).toSorted(),
    "alertStrategy.notificationRateLimit": secondsOf(alertStrategy?.notificationRateLimit?.period),
    "alertStrategy.autoClose": secondsOf(alertStrategy?.autoClose),
    severity: policy.severity,
  };
}

function conditionOf({ displayName, conditionMatchedLog: log, conditionThreshold: metric }: Condition) {
  return {
    displayName,
    ...(log && { log: log.filter, labels: Object.keys(log.labelExtractors ?? {}) }),
    ...(metric && {
      metric: metric.filter,
      aligned: metric.aggregations?.map((each) => [secondsOf(each.alignmentPeriod), each.perSeriesAligner]),
      is: `${metric.comparison} ${metric.thresholdValue ?? 0}`,
      forSeconds: secondsOf(metric.duration) ?? 0,
      count: metric.trigger?.count ?? 1,
    }),
  };
}
