// From an upload to a call of the service: the topics, the push subscription, the dead letters and the notification, with the
// rights of Google's own accounts without which nothing is ever delivered.
import { ownerLabels } from "../../core/contract.ts";
import type { Config } from "../../core/config.ts";
import { deadLetterPath } from "../../core/events/event-contract.ts";
import type { Names } from "../../core/names.ts";
import { node, type Known, type Node } from "../engine/node.ts";
import { accountIamMember, subscriptionIamMember, topicIamMember } from "../resources/iam-member.ts";
import { notification } from "../resources/notification.ts";
import type { ProjectLive } from "../resources/project.ts";
import { pubsubSubscription } from "../resources/pubsub-subscription.ts";
import { pubsubTopic } from "../resources/pubsub-topic.ts";
import { storageAgent } from "../resources/storage-agent.ts";
import type { RunServiceLive } from "../rollout/service-state.ts";

/** Its id. */
export const deadLetterNode = "dead-letter-subscription";

/**
 * On that subscription once somebody is told of failures: without it, nobody need look for channels and policies of an earlier
 * configuration.
 */
export const notifyLabel = { key: "cloud-runner-notify", value: "on" };

export interface DeliveryNeeds {
  config: Config;
  names: Names;
  labels: Record<string, string>;
  encryptionKey: string | undefined;
  /** The node of the APIs. */
  services: Node;
  /** The node of the project, for its number. */
  project: Node<ProjectLive>;
  inputBucket: Node;
  invokerAccount: Node;
  service: Node<RunServiceLive>;
  /** The invoker's right to call the service. */
  invokerCallsService: Node;
  /** The job with the rights on it; empty where there is none. */
  job: readonly Node[];
  /** The results topic with the right on it; empty where nobody is told of results. */
  events: readonly Node[];
}

export function deliveryNodes({
  config,
  names,
  labels,
  encryptionKey,
  services,
  project,
  inputBucket,
  invokerAccount,
  service,
  invokerCallsService,
  job,
  events,
}: DeliveryNeeds): Node[] {
  const inProject = { project: names.project, labels };
  const keyed = { ...inProject, encryptionKey };
  const topicName = `projects/${names.project}/topics/${names.topic}`;
  const deadLetterTopicName = `projects/${names.project}/topics/${names.deadLetterTopic}`;
  const subscriptionName = `projects/${names.project}/subscriptions/${names.subscription}`;

  const topic = node("topic", pubsubTopic, { ...keyed, topic: names.topic }, [services]);
  const deadLetterTopic = node("dead-letter-topic", pubsubTopic, { ...keyed, topic: names.deadLetterTopic }, [
    services,
  ]);
  // A topic without a subscription forgets what it is sent. Kept as long as Pub/Sub allows, for holidays.
  const deadLetterSubscription = node(
    deadLetterNode,
    pubsubSubscription,
    {
      ...inProject,
      ...(config.notify.length > 0 && { labels: { ...labels, [notifyLabel.key]: notifyLabel.value } }),
      subscription: names.deadLetterSubscription,
      topic: deadLetterTopicName,
      ackDeadlineSeconds: 60,
      retentionDays: 31,
    },
    [deadLetterTopic],
  );
  const pushSubscription = node(
    "push-subscription",
    pubsubSubscription,
    (known) => ({
      ...inProject,
      subscription: names.subscription,
      topic: topicName,
      ackDeadlineSeconds: config.delivery.ackDeadlineSeconds,
      retentionDays: 7,
      push: {
        endpoint: known.of(service, (live) => `${live.uri}/`),
        serviceAccount: names.invokerAccount,
        // Cloud Run accepts its own address, without a path.
        audience: known.of(service, (live) => live.uri),
        minimumBackoffSeconds: config.delivery.minimumBackoffSeconds,
        maximumBackoffSeconds: config.delivery.maximumBackoffSeconds,
        deadLetters: {
          topic: deadLetterTopicName,
          maxDeliveryAttempts: config.delivery.maxDeliveryAttempts,
        },
      },
    }),
    [topic, deadLetterSubscription, invokerCallsService],
  );

  // What was given up is announced as a failure. Without dead letters of its own: it waits until the service works again.
  const deadLetterPush = node(
    "dead-letter-push",
    pubsubSubscription,
    (known) => ({
      ...inProject,
      subscription: names.deadLetterPush,
      topic: deadLetterTopicName,
      ackDeadlineSeconds: 60,
      retentionDays: 7,
      push: {
        endpoint: known.of(service, (live) => `${live.uri}${deadLetterPath}`),
        serviceAccount: names.invokerAccount,
        audience: known.of(service, (live) => live.uri),
        minimumBackoffSeconds: 10,
        maximumBackoffSeconds: 600,
      },
    }),
    [deadLetterTopic, invokerCallsService, ...events],
  );

  const pubsubAgent = (known: Known) => {
    const projectNumber = known.of(project, ({ number }) => number);
    return {
      member: known.of(
        project,
        ({ number }) => `serviceAccount:service-${number}@gcp-sa-pubsub.iam.gserviceaccount.com`,
      ),
      agentOf: { service: "pubsub.googleapis.com", projectNumber },
    };
  };
  // Agents from before April 2021 may not do this by their own role, and then every push comes without a valid token.
  const agentSignsPushes = node(
    "pubsub-signs-as-invoker",
    accountIamMember,
    (known) => ({
      resource: `projects/${names.project}/serviceAccounts/${names.invokerAccount}`,
      role: "roles/iam.serviceAccountTokenCreator",
      ...pubsubAgent(known),
    }),
    [project, invokerAccount],
  );
  // Pub/Sub needs both to move a message to the dead letters; without them it silently never does.
  const agentWritesDeadLetters = node(
    "pubsub-writes-dead-letters",
    topicIamMember,
    (known) => ({
      resource: deadLetterTopicName,
      role: "roles/pubsub.publisher",
      ...pubsubAgent(known),
    }),
    [project, deadLetterTopic],
  );
  const agentTakesFromSubscription = node(
    "pubsub-takes-from-subscription",
    subscriptionIamMember,
    (known) => ({ resource: subscriptionName, role: "roles/pubsub.subscriber", ...pubsubAgent(known) }),
    [project, pushSubscription],
  );

  const agent = node("storage-agent", storageAgent, { project: names.project }, [services]);
  const storagePublishes = node(
    "storage-publishes",
    topicIamMember,
    (known) => ({
      resource: topicName,
      role: "roles/pubsub.publisher",
      member: known.of(agent, (live) => `serviceAccount:${live.email}`),
    }),
    [topic, agent],
  );
  // Last: from here on uploads are taken in, and all that handles them stands.
  const announced = node(
    "notification",
    notification,
    { bucket: names.inputBucket, topic: topicName, attributes: ownerLabels(names.stack) },
    [
      inputBucket,
      storagePublishes,
      pushSubscription,
      agentSignsPushes,
      agentTakesFromSubscription,
      agentWritesDeadLetters,
      ...job,
    ],
  );

  return [
    topic,
    deadLetterTopic,
    deadLetterSubscription,
    pushSubscription,
    ...(events.length === 0 ? [] : [deadLetterPush]),
    agentSignsPushes,
    agentWritesDeadLetters,
    agentTakesFromSubscription,
    agent,
    storagePublishes,
    announced,
  ];
}
