// Who is told of failures: a channel for each address of `notify`, and a policy for each kind of failure that somebody wants
// to be told of.
import type { Config } from "../../core/config.ts";
import { ownerLabels } from "../../core/contract.ts";
import { localProject, type Names } from "../../core/names.ts";
import {
  alertKinds,
  destinationsIn,
  shownDestination,
  variablesIn,
  type AlertKind,
  type Destination,
} from "../../core/notify/destinations.ts";
import { fingerprintOf } from "../../core/notify/fingerprint.ts";
import { despiteFaults, type CloudContext } from "../engine/context.ts";
import { node, type Known, type Node, type Observed } from "../engine/node.ts";
import type { KindFacts } from "../engine/resource.ts";
import {
  alertPolicy,
  listPolicies,
  type PolicyLive,
  type PolicySpec,
} from "../resources/alerts/alert-policy.ts";
import {
  listChannels,
  notificationChannel,
  type ChannelLive,
  type ChannelSpec,
} from "../resources/alerts/notification-channel.ts";
import type { SubscriptionLive } from "../resources/pubsub-subscription.ts";
import type { RunServiceLive } from "../rollout/service-state.ts";
import { alertTexts } from "./alert-texts.ts";
import { deadLetterNode, notifyLabel } from "./delivery-nodes.ts";

export interface AlertNeeds {
  config: Config;
  names: Names;
  labels: Record<string, string>;
  services: Node;
  service: Node<RunServiceLive>;
  /** With the dead-letter subscription. */
  delivery: readonly Node[];
}

export function alertNodes({ config, names, labels, services, service, delivery }: AlertNeeds): Node[] {
  const { project, stack } = names;
  const deadLetters = delivery.filter(({ id }) => id === deadLetterNode);
  const channels = destinationsIn(config.notify, config.target).map((destination) => ({
    destination,
    placed: node(
      `notify-${destination.id}`,
      notificationChannel,
      lazily(() => ({ project, stack, channel: destination.id, labels, ...addressOf(destination, stack) })),
      [services],
    ),
  }));
  const policies = alertKinds.flatMap((alert) => {
    const told = channels.filter(({ destination }) => destination.on.includes(alert));
    if (told.length === 0) return [];
    return node(
      `alert-${alert}`,
      alertPolicy,
      (known): PolicySpec => ({
        project,
        stack,
        alert,
        labels,
        channels: told.map(({ placed }) => known.of(placed, ({ name }) => name)),
        ...alertTexts[alert](stack, project === localProject ? "" : ` --project ${project}`),
        ...watchOf(alert, names, known, service),
      }),
      [...told.map(({ placed }) => placed), service, ...deadLetters],
    );
  });
  return [...channels.map(({ placed }) => placed), ...policies];
}

/** Most commands never ask, and a plan asks several times. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function addressOf(
  { kind, to }: Destination,
  stack: string,
): Pick<ChannelSpec, "type" | "title" | "address" | "shown" | "fingerprint" | "isKnown"> {
  const fingerprint = fingerprintOf(to);
  const shown = shownDestination(to, fingerprint);
  const isKnown = variablesIn([to]).length === 0;
  const common = { shown, fingerprint, isKnown, title: `${stack}: ${shownDestination(to)}` };
  if (kind === "email") return { type: "email", address: { email_address: to }, ...common };
  if (kind === "file") return { type: "local_file", address: { path: to }, ...common };
  const url = URL.canParse(to) ? new URL(to) : undefined;
  if (!url?.username) return { type: "webhook_tokenauth", address: { url: to }, ...common };
  const { username, password } = url;
  url.username = "";
  url.password = "";
  const said = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return { type: "webhook_basicauth", address: { url: url.href, ...said }, ...common };
}

function watchOf(
  alert: AlertKind,
  names: Names,
  known: Known,
  service: Node<RunServiceLive>,
): Pick<PolicySpec, "watches" | "filter"> {
  if (alert === "dead-letters") return { watches: "metric", filter: deadLettersWait(names) };
  if (alert === "failed-forecasts") return { watches: "log", filter: forecastsFailed(names) };
  return { watches: "log", filter: known.of(service, ({ uri }) => schedulesMissed(names, uri)) };
}

/** Until somebody has seen to them, not only when they come. */
const deadLettersWait = ({ deadLetterSubscription }: Names): string =>
  allOf(
    'metric.type="pubsub.googleapis.com/subscription/num_undelivered_messages"',
    'resource.type="pubsub_subscription"',
    `resource.labels.subscription_id="${deadLetterSubscription}"`,
  );

/** What service and job log at the end of a delivery: a report instead of a forecast, or a manifest of which a part failed. */
const forecastsFailed = ({ region, service, job }: Names): string =>
  allOf(
    'resource.type=("cloud_run_revision" OR "cloud_run_job")',
    `resource.labels.location="${region}"`,
    `(resource.labels.service_name="${service}" OR resource.labels.job_name="${job}")`,
    String.raw`(jsonPayload.outcome="rejected" OR (jsonPayload.outcome="worked-off" AND jsonPayload.message=~", [1-9][0-9]* failed$"))`,
  );

/** By the address that is called too: the jobs of a stack whose name begins as this one's are not this one's. */
const schedulesMissed = ({ region, stack }: Names, uri: string): string =>
  allOf(
    'resource.type="cloud_scheduler_job"',
    `resource.labels.location="${region}"`,
    `resource.labels.job_id=~"^${stack}-"`,
    'log_id("cloudscheduler.googleapis.com/executions")',
    "severity>=ERROR",
    `jsonPayload.url:"${uri}/schedules/"`,
  );

const allOf = (...parts: string[]): string => parts.join(" AND ");

/** By the names that they have in the stack. */
interface FoundAlerts {
  channels: string[];
  policies: string[];
}

/** All that are there, whatever the configuration says. */
export async function findAlerts(ctx: CloudContext): Promise<FoundAlerts> {
  const listed = <T>(kind: KindFacts, list: (ctx: CloudContext) => Promise<T>) =>
    despiteFaults(ctx, () => list({ ...ctx, kind }));
  const [channels, policies] = await Promise.all([
    listed(notificationChannel, listChannels),
    listed(alertPolicy, listPolicies),
  ]);
  return { channels: [...channels.keys()], policies: [...policies.keys()] };
}

/**
 * Nodes for what an earlier configuration has left, for `up` to remove: first the policies, and after all policies the channels.
 * Looked for only where there is, or was, a `notify`.
 */
export async function leftOverAlerts(
  ctx: CloudContext,
  nodes: readonly Node[],
  observed: Observed,
): Promise<Node[]> {
  const deadLetters = nodes.find(({ id }) => id === deadLetterNode) as Node<SubscriptionLive> | undefined;
  const labels = deadLetters && observed.of(deadLetters)?.labels;
  if (labels?.[notifyLabel.key] === undefined) return [];
  const placed = new Set(nodes.map(({ id }) => id));
  const found = await findAlerts(ctx);
  const unwanted = (made: Node): Node => ({ ...made, unwanted: true });
  const isNew = ({ id }: Node) => !placed.has(id);
  const policies = found.policies.map((alert) => unwanted(foundPolicy(alert, ctx.names, []))).filter(isNew);
  const all = [...nodes.filter(({ resource }) => resource.kind === alertPolicy.kind), ...policies];
  const channels = found.channels
    .map((channel) => unwanted(foundChannel(channel, ctx.names, all)))
    .filter(isNew);
  return [...policies, ...channels];
}

/** The stack with all that is there, for `down`. */
export function withFoundAlerts(nodes: readonly Node[], found: FoundAlerts, names: Names): Node[] {
  const channels = found.channels.map((channel) => foundChannel(channel, names, []));
  return [...nodes, ...channels, ...found.policies.map((alert) => foundPolicy(alert, names, channels))];
}

function foundPolicy(alert: string, { project, stack }: Names, needs: readonly Node[]): Node<PolicyLive> {
  const key = { project, stack, alert: alert as AlertKind };
  const nothing = { title: "", watches: "log", condition: "", filter: "", channels: [], documentation: "" };
  const spec = { ...key, ...nothing, labels: ownerLabels(stack) } as PolicySpec;
  return node(`alert-${alert}`, alertPolicy, spec, needs);
}

function foundChannel(channel: string, { project, stack }: Names, needs: readonly Node[]): Node<ChannelLive> {
  const nothing = {
    type: "email",
    title: "",
    address: {},
    shown: "",
    fingerprint: "",
    isKnown: true,
  } as const;
  const spec: ChannelSpec = { project, stack, channel, ...nothing, labels: ownerLabels(stack) };
  return node(`notify-${channel}`, notificationChannel, spec, needs);
}
