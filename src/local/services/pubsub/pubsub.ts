// Pub/Sub over gRPC. https://cloud.google.com/pubsub/docs/reference/rpc
import { loadProtos } from "../../wire/protos.ts";
import type { UnaryMethod } from "../../message.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import type { Iam } from "../iam/iam.ts";
import { openDeadLetterTimes } from "./dead-letter.ts";
import { createDeliveryEngine } from "./delivery.ts";
import { iamPolicyBinding } from "./iam-policy.ts";
import { openKeptMessages } from "./messages/kept-messages.ts";
import { openMessageTable } from "./messages/message-table.ts";
import { checkedMessages, publisherMethods } from "./publisher.ts";
import { pullMethods } from "./pull.ts";
import { openRegistry } from "./registry.ts";
import { schemaBinding } from "./schemas/schemas.ts";
import { snapshotMethods } from "./snapshots.ts";
import { subscriberMethods } from "./subscriber.ts";

export interface PubSubService extends LocalService {
  /**
   * Publishes for another service; committed when it returns.
   * @param topic full name
   * @returns the message id
   * @throws StatusError NOT_FOUND
   */
  publish: (topic: string, message: { data: Buffer; attributes: Record<string, string> }) => string;
  topicExists: (topic: string) => boolean;
  /** Messages that the subscription has not acknowledged; 0 for one that does not exist. */
  undelivered: (subscription: string) => number;
  /** When the oldest of them was published. */
  oldestUndelivered: (subscription: string) => number | undefined;
  /** When messages of the subscription became dead letters, of the last thousand. */
  deadLetters: (subscription: string) => number[];
  /** Full names, of all projects. */
  subscriptions: () => string[];
}

export function createPubSub(
  context: ServiceContext,
  { signIdToken, accountExists }: Pick<Iam, "signIdToken" | "accountExists">,
): PubSubService {
  const registry = openRegistry(context.store);
  const table = openMessageTable(context.store);
  const keptMessages = openKeptMessages(context.store);
  const deadLetters = openDeadLetterTimes(context.store);
  const engine = createDeliveryEngine(context, { registry, table, keptMessages, deadLetters, signIdToken });
  const parts = { context, engine, registry, keptMessages, accountExists };
  const snapshots = snapshotMethods({ ...parts, oldest: (subscription) => table.oldest(subscription) });
  const protos = loadProtos("@google-cloud/pubsub-api/build/protos/protos.json");
  const pull = pullMethods(parts);
  const publisher = publisherMethods(parts);
  /** What nobody can seek to any more goes when something new comes. */
  const sweeping =
    (method: UnaryMethod): UnaryMethod =>
    (request, call) => {
      snapshots.sweep();
      return method(request, call);
    };

  return {
    grpc: [
      {
        protos,
        service: "google.pubsub.v1.Publisher",
        data: "all",
        methods: { ...publisher, ...snapshots.publisher, Publish: sweeping(publisher["Publish"]!) },
      },
      {
        protos,
        service: "google.pubsub.v1.Subscriber",
        data: "all",
        methods: { ...subscriberMethods(parts), ...pull.methods, ...snapshots.subscriber },
        streams: pull.streams,
      },
      schemaBinding(context, protos),
      iamPolicyBinding(context.policies, registry),
    ],
    // As the root of Google's emulator does, by which its users see whether it is up.
    openRoutes: (app) => void app.get("/", (request) => request.text("Ok\n")),
    start: () => engine.start(),
    close: () => engine.close(),
    publish(topic, message) {
      const { name } = registry.requireTopic(topic);
      const [checked] = checkedMessages([message]);
      return engine.publish(name, checked!);
    },
    topicExists: (topic) => registry.topic(topic) !== undefined,
    undelivered: (subscription) => table.count(subscription),
    oldestUndelivered: (subscription) => table.oldest(subscription),
    deadLetters: (subscription) => deadLetters.times(subscription),
    subscriptions: () => registry.subscriptions().map(({ name }) => name),
  };
}
