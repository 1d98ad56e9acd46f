// Alert policies and notification channels over gRPC, with the REST forms of their protos.
// https://cloud.google.com/monitoring/api/ref_v3/rpc/google.monitoring.v3
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import type { Message, UnaryMethod } from "../../../message.ts";
import type { ServiceContext } from "../../../service.ts";
import type { GrpcBinding } from "../../../wire/grpc-binding.ts";
import { StatusError } from "../../../wire/status.ts";
import { checkProjectName, invalid, maskOf, messageOf, textOf, textsOf } from "../../fields.ts";
import type { LoggingService } from "../../logging/logging.ts";
import { pageOf } from "../../page.ts";
import { timestampOf } from "../../timestamp.ts";
import type { Metric } from "../metrics.ts";
import { checkPolicy, conditionsOf, merged } from "./alert-policy.ts";
import { channelView, checkChannel, withSecrets } from "./channel.ts";
import { createOutbox } from "./outbox.ts";
import { tell } from "./send.ts";
import { createWatch } from "./watch.ts";

export interface AlertDependencies {
  logging: Pick<LoggingService, "watch">;
  metrics: Readonly<Record<string, Metric>>;
}

export function createAlerts(context: ServiceContext, { logging, metrics }: AlertDependencies) {
  const { store, clock, report } = context;
  const channels = store.collection<Message>("monitoring_channels");
  const policies = store.collection<Message>("monitoring_policies");
  const senders = { clock, report, stateFolder: store.folder, projectFolder: dirname(store.folder) };
  const outbox = createOutbox({
    context,
    channel: (name) => channels.get(name),
    tell: (channel, body, signal) => tell(channel, body, senders, signal),
  });
  const watch = createWatch({ context, logging, metrics, tell: (to, body) => outbox.add(to, body) });

  const record = () => ({ mutateTime: timestampOf(clock.now()), mutatedBy: "" });

  function found(kept: typeof channels, name: string): Message {
    checkProjectName(name);
    const message = kept.get(name);
    if (!message) throw new StatusError("NOT_FOUND", "Requested entity was not found.");
    return message;
  }

  const listed =
    (kept: typeof channels, collection: string, field: string, view = (each: Message) => each): UnaryMethod =>
    (request) => {
      const name = textOf(request, "name");
      checkProjectName(name);
      for (const option of ["filter", "orderBy"])
        if (textOf(request, option) !== "")
          throw new StatusError("UNIMPLEMENTED", `The local cloud lists alerts without ${option}.`);
      const all = kept.list(`${name}/${collection}/`).map(({ value }) => value);
      const limits = { default: 1000, maximum: 1000 };
      return { ...pageOf(field, all, request, view, limits), totalSize: all.length };
    };

  async function keepPolicy(policy: Message): Promise<Message> {
    const name = textOf(policy, "name");
    await checkPolicy(policy, (channel) => channels.get(channel) !== undefined);
    const known = new Set(conditionsOf(policies.get(name) ?? {}).map((each) => each.name));
    const conditions = conditionsOf(policy).map((each) => {
      const given = textOf(each, "name");
      if (given !== "" && !known.has(given))
        throw invalid(`Field alert_policy.conditions had an invalid value: there is no condition ${given}.`);
      return { ...each, name: given === "" ? `${name}/conditions/${newId()}` : given };
    });
    const kept = { enabled: { value: true }, ...policy, conditions, mutationRecord: record() };
    policies.put(name, kept);
    await watch.set(name, kept);
    return kept;
  }

  function keepChannel(channel: Message): Message {
    checkChannel(channel);
    const kept = { enabled: { value: true }, ...channel };
    channels.put(textOf(channel, "name"), kept);
    return channelView(kept);
  }

  /** Policies that tell a channel. */
  const usersOf = (channel: string): Message[] =>
    policies
      .list()
      .map(({ value }) => value)
      .filter((policy) => textsOf(policy, "notificationChannels").includes(channel));

  const ofPolicies: Record<string, UnaryMethod> = {
    ListAlertPolicies: listed(policies, "alertPolicies", "alertPolicies"),
    GetAlertPolicy: (request) => found(policies, textOf(request, "name")),
    CreateAlertPolicy: (request) => {
      const parent = textOf(request, "name");
      checkProjectName(parent);
      const { name: _given, ...input } = messageOf(request, "alertPolicy");
      return keepPolicy({ ...input, name: `${parent}/alertPolicies/${newId()}`, creationRecord: record() });
    },
    UpdateAlertPolicy: (request) => {
      const input = messageOf(request, "alertPolicy");
      const current = found(policies, textOf(input, "name"));
      const { creationRecord } = current;
      return keepPolicy({ ...merged(current, input, maskOf(request)), creationRecord });
    },
    DeleteAlertPolicy: async (request) => {
      const name = textOf(request, "name");
      found(policies, name);
      policies.delete(name);
      await watch.set(name, undefined);
      return {};
    },
  };

  const ofChannels: Record<string, UnaryMethod> = {
    ListNotificationChannels: listed(channels, "notificationChannels", "notificationChannels", channelView),
    GetNotificationChannel: (request) => channelView(found(channels, textOf(request, "name"))),
    CreateNotificationChannel: (request) => {
      const parent = textOf(request, "name");
      checkProjectName(parent);
      const { name: _given, ...input } = messageOf(request, "notificationChannel");
      const name = `${parent}/notificationChannels/${newId()}`;
      return keepChannel({ ...input, name, creationRecord: record(), mutationRecords: [record()] });
    },
    UpdateNotificationChannel: (request) => {
      const input = messageOf(request, "notificationChannel");
      const current = found(channels, textOf(input, "name"));
      const changed = withSecrets(merged(current, input, maskOf(request)), current);
      if (textOf(changed, "type") !== textOf(current, "type"))
        throw invalid("Field notification_channel.type had an invalid value: it cannot be changed.");
      const { creationRecord } = current;
      return keepChannel({ ...changed, creationRecord, mutationRecords: [record()] });
    },
    DeleteNotificationChannel: async (request) => {
      const name = textOf(request, "name");
      found(channels, name);
      const users = usersOf(name);
      if (users.length > 0 && request["force"] !== true) {
        const titles = users.map((policy) => `'${textOf(policy, "displayName")}'`);
        throw new StatusError(
          "FAILED_PRECONDITION",
          `Cannot delete the notification channel because it is referenced by the following alert policies: [${titles.join(", ")}].`,
        );
      }
      for (const policy of users) {
        const rest = textsOf(policy, "notificationChannels").filter((each) => each !== name);
        const without = { ...policy, notificationChannels: rest };
        policies.put(textOf(policy, "name"), without);
        await watch.set(textOf(policy, "name"), without);
      }
      channels.delete(name);
      return {};
    },
  };

  return {
    bindings: (protos: GrpcBinding["protos"]): GrpcBinding[] => [
      { protos, service: "google.monitoring.v3.AlertPolicyService", methods: ofPolicies },
      { protos, service: "google.monitoring.v3.NotificationChannelService", methods: ofChannels },
    ],
    async start(): Promise<void> {
      for (const { name, value } of policies.list()) await watch.set(name, value);
      outbox.start();
    },
    async close(): Promise<void> {
      watch.close();
      await outbox.close();
    },
  };
}

/** A number that no client can hold as one. */
const newId = (): string => (BigInt(`0x${randomBytes(8).toString("hex")}`) >> 1n).toString();
