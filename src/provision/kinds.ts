// All kinds that there are: what `down` looks for, and the README lists.
import type { KindFacts } from "./engine/resource.ts";
import { alertPolicy } from "./resources/alerts/alert-policy.ts";
import { notificationChannel } from "./resources/alerts/notification-channel.ts";
import { artifactRepository } from "./resources/artifact-repository.ts";
import { billingLink } from "./resources/billing-link.ts";
import { bucket } from "./resources/bucket.ts";
import { containerImage } from "./resources/container-image.ts";
import {
  accountIamMember,
  bucketIamMember,
  projectIamMember,
  repositoryIamMember,
  runJobIamMember,
  runServiceIamMember,
  subscriptionIamMember,
  topicIamMember,
} from "./resources/iam-member.ts";
import { notification } from "./resources/notification.ts";
import { projectServices } from "./resources/project-services.ts";
import { project } from "./resources/project.ts";
import { pubsubSubscription } from "./resources/pubsub-subscription.ts";
import { pubsubTopic } from "./resources/pubsub-topic.ts";
import { runJob } from "./resources/run/run-job.ts";
import { runService } from "./resources/run/run-service.ts";
import { scheduleJob } from "./resources/schedule-job.ts";
import { serviceAccount } from "./resources/service-account.ts";
import { storageAgent } from "./resources/storage-agent.ts";

export const kinds: readonly KindFacts[] = [
  bucket,
  notification,
  pubsubTopic,
  pubsubSubscription,
  runService,
  runJob,
  scheduleJob,
  notificationChannel,
  alertPolicy,
  artifactRepository,
  containerImage,
  serviceAccount,
  bucketIamMember,
  topicIamMember,
  subscriptionIamMember,
  runServiceIamMember,
  runJobIamMember,
  accountIamMember,
  repositoryIamMember,
  projectIamMember,
  storageAgent,
  projectServices,
  project,
  billingLink,
];
