// What one exported resource says of another: a reference, so that Terraform knows the order and a name is written once.
import { deadLetterPath } from "../../core/events/event-contract.ts";
import type { Observed, Node } from "../engine/node.ts";
import { notificationChannel, type ChannelLive } from "../resources/alerts/notification-channel.ts";
import { artifactRepository } from "../resources/artifact-repository.ts";
import { bucket, type BucketSpec } from "../resources/bucket.ts";
import { project, type ProjectLive } from "../resources/project.ts";
import { pubsubSubscription } from "../resources/pubsub-subscription.ts";
import { pubsubTopic } from "../resources/pubsub-topic.ts";
import { runJob } from "../resources/run/run-job.ts";
import { runService } from "../resources/run/run-service.ts";
import { serviceAccount, type ServiceAccountSpec } from "../resources/service-account.ts";
import { storageAgent, type StorageAgentLive } from "../resources/storage-agent.ts";
import type { RunServiceLive } from "../rollout/service-state.ts";
import { raw, type Expression } from "./hcl.ts";

export interface References {
  /** The text itself where nothing else is called so. */
  to(text: string): Expression | string;
  /** An attribute of the resource of that full name, such as `name`; the literal value where it is not of this stack. */
  attribute(fullName: string, attribute: string, literal: string): Expression | string;
}

/** The name of a node's resource in Terraform. */
export const labelOf = ({ id }: Pick<Node, "id">): string => id.replaceAll("-", "_");

const types = new Map<string, string>([
  [bucket.kind, "google_storage_bucket"],
  [pubsubTopic.kind, "google_pubsub_topic"],
  [pubsubSubscription.kind, "google_pubsub_subscription"],
  [serviceAccount.kind, "google_service_account"],
  [runJob.kind, "google_cloud_run_v2_job"],
  [runService.kind, "google_cloud_run_v2_service"],
  [artifactRepository.kind, "google_artifact_registry_repository"],
  [notificationChannel.kind, "google_monitoring_notification_channel"],
]);

export interface Placed {
  node: Node;
  spec: unknown;
}

/** @param place what is known without the cloud: the project and the region, which are variables */
export function referencesIn(
  placed: readonly Placed[],
  found: Observed,
  place: { project: string; region: string },
): References {
  const texts = new Map<string, string>([
    [place.project, "var.project"],
    [place.region, "var.region"],
  ]);
  const owners = new Map<string, string>();
  for (const { node, spec } of placed) {
    const type = types.get(node.resource.kind);
    if (type !== undefined) {
      const address = `${type}.${labelOf(node)}`;
      owners.set(node.resource.name(spec), address);
      for (const [text, attribute] of textsOf(node, spec, found)) texts.set(text, `${address}.${attribute}`);
    }
    const live = found.of(node);
    if (live === undefined) continue;
    if (node.resource.kind === project.kind) {
      const pubsub = `serviceAccount:service-${(live as ProjectLive).number}@gcp-sa-pubsub.iam.gserviceaccount.com`;
      const number = "${data.google_project.this.number}";
      texts.set(pubsub, `"serviceAccount:service-${number}@gcp-sa-pubsub.iam.gserviceaccount.com"`);
    }
    if (node.resource.kind === storageAgent.kind) {
      const { email } = live as StorageAgentLive;
      texts.set(`serviceAccount:${email}`, "data.google_storage_project_service_account.this.member");
    }
    if (node.resource.kind === runService.kind) {
      const { uri } = live as RunServiceLive;
      for (const path of ["/", deadLetterPath])
        texts.set(`${uri}${path}`, `"\${google_cloud_run_v2_service.${labelOf(node)}.uri}${path}"`);
    }
  }
  const to = (text: string): Expression | string => {
    const expression = texts.get(text);
    return expression === undefined ? text : raw(expression);
  };
  return {
    to,
    attribute(fullName, attribute, literal) {
      const address = owners.get(fullName);
      return address === undefined ? literal : raw(`${address}.${attribute}`);
    },
  };
}

function textsOf(node: Node, spec: unknown, found: Observed): [text: string, attribute: string][] {
  switch (node.resource.kind) {
    case bucket.kind:
      return [[(spec as BucketSpec).bucket, "name"]];
    case serviceAccount.kind: {
      const { email } = spec as ServiceAccountSpec;
      return [
        [email, "email"],
        [`serviceAccount:${email}`, "member"],
      ];
    }
    case runService.kind: {
      const live = found.of(node) as RunServiceLive | undefined;
      return live === undefined ? [] : [[live.uri, "uri"]];
    }
    case notificationChannel.kind: {
      const live = found.of(node) as ChannelLive | undefined;
      return live === undefined ? [] : [[live.name, "name"]];
    }
    default:
      return [[node.resource.name(spec), "id"]];
  }
}
