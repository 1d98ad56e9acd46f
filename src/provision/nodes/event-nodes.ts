// The topic on which the container announces each result and each failure, for services of others to subscribe to.
import type { Names } from "../../core/names.ts";
import { node, type Node } from "../engine/node.ts";
import { topicIamMember } from "../resources/iam-member.ts";
import { pubsubTopic } from "../resources/pubsub-topic.ts";
import { resultsTopicName } from "../service-container.ts";

interface EventNeeds {
  names: Names;
  project: string;
  labels: Record<string, string>;
  encryptionKey: string | undefined;
  /** The node of the APIs. */
  services: Node;
  runtimeAccount: Node;
}

export function eventNodes({ names, services, runtimeAccount, ...keyed }: EventNeeds): Node[] {
  const topic = node("results-topic", pubsubTopic, { ...keyed, topic: names.resultsTopic }, [services]);
  const member = `serviceAccount:${names.runtimeAccount}`;
  const grant = node(
    "runtime-publishes-results",
    topicIamMember,
    { resource: resultsTopicName(names), role: "roles/pubsub.publisher", member },
    [topic, runtimeAccount],
  );
  return [topic, grant];
}
