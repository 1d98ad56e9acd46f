// The grants that fail silently when missing: uploads or dead letters just vanish. https://cloud.google.com/iam/docs/service-agents
import type { Names } from "../../core/names.ts";
import { hasGrant, type Policy } from "../google/iam-policy.ts";
import {
  accountIamMember,
  runJobIamMember,
  runServiceIamMember,
  subscriptionIamMember,
  topicIamMember,
  type IamMemberKind,
} from "../resources/iam-member.ts";
import { failed, ok, warning, type Result } from "./finding.ts";

export interface SilentGrant {
  id: string;
  title: string;
  policyOf: IamMemberKind["policyOf"];
  /** Full name of what the policy belongs to. */
  resource: string;
  /** What is missing when it is not there yet, for people. */
  what: string;
  role: string;
  member: string;
  /** What happens without it. */
  without: string;
  /** The command that grants it, without member and role. */
  command: string;
}

export interface GrantsOf {
  names: Names;
  projectNumber: string;
}

export function silentGrants({ names, projectNumber }: GrantsOf): SilentGrant[] {
  const { project, region, topic, subscription, deadLetterTopic, service } = names;
  const pubsubAgent = `serviceAccount:service-${projectNumber}@gcp-sa-pubsub.iam.gserviceaccount.com`;
  return [
    {
      id: "storage-publishes",
      title: "Cloud Storage may announce uploads",
      policyOf: topicIamMember.policyOf,
      resource: `projects/${project}/topics/${topic}`,
      what: `topic ${topic}`,
      role: "roles/pubsub.publisher",
      member: `serviceAccount:service-${projectNumber}@gs-project-accounts.iam.gserviceaccount.com`,
      without: "uploads are never announced",
      command: `gcloud pubsub topics add-iam-policy-binding ${topic} --project=${project}`,
    },
    {
      id: "dead-letters-written",
      title: "Pub/Sub may write dead letters",
      policyOf: topicIamMember.policyOf,
      resource: `projects/${project}/topics/${deadLetterTopic}`,
      what: `topic ${deadLetterTopic}`,
      role: "roles/pubsub.publisher",
      member: pubsubAgent,
      without: "what keeps failing is retried until it expires, and never kept",
      command: `gcloud pubsub topics add-iam-policy-binding ${deadLetterTopic} --project=${project}`,
    },
    {
      id: "dead-letters-taken",
      title: "Pub/Sub may take failed messages away",
      policyOf: subscriptionIamMember.policyOf,
      resource: `projects/${project}/subscriptions/${subscription}`,
      what: `subscription ${subscription}`,
      role: "roles/pubsub.subscriber",
      member: pubsubAgent,
      without: "what keeps failing is retried until it expires, and never kept",
      command: `gcloud pubsub subscriptions add-iam-policy-binding ${subscription} --project=${project}`,
    },
    {
      id: "invoker-calls-service",
      title: "pushes may call the service",
      policyOf: runServiceIamMember.policyOf,
      resource: `projects/${project}/locations/${region}/services/${service}`,
      what: `service ${service}`,
      role: "roles/run.invoker",
      member: `serviceAccount:${names.invokerAccount}`,
      without: "Cloud Run turns every push away with 403",
      command: `gcloud run services add-iam-policy-binding ${service} --region=${region} --project=${project}`,
    },
  ];
}

/** What the container needs to hand work over; it says so in the log alone, and does what it can by itself. */
export function jobGrants({ project, region, job, runtimeAccount }: Names): SilentGrant[] {
  const common = {
    policyOf: runJobIamMember.policyOf,
    resource: `projects/${project}/locations/${region}/jobs/${job}`,
    what: `job ${job}`,
    member: `serviceAccount:${runtimeAccount}`,
    command: `gcloud run jobs add-iam-policy-binding ${job} --region=${region} --project=${project}`,
  };
  return [
    {
      ...common,
      id: "service-runs-job",
      title: "the service may start the job",
      role: "roles/run.jobsExecutorWithOverrides",
      without: "what takes longer than a request may is tried again until it is a dead letter",
    },
    {
      ...common,
      id: "service-reads-job",
      title: "the service may look at the job",
      role: "roles/run.viewer",
      without: "what is delivered twice may be started twice",
    },
  ];
}

/** Without it the container says so in the log alone. */
export const eventsGrant = ({ project, resultsTopic, runtimeAccount }: Names): SilentGrant => ({
  id: "service-announces",
  title: "the service may announce results",
  policyOf: topicIamMember.policyOf,
  resource: `projects/${project}/topics/${resultsTopic}`,
  what: `topic ${resultsTopic}`,
  role: "roles/pubsub.publisher",
  member: `serviceAccount:${runtimeAccount}`,
  without: "no other service is told of results and failures",
  command: `gcloud pubsub topics add-iam-policy-binding ${resultsTopic} --project=${project}`,
});

/** Pure. A role on the whole project reaches its topics, subscriptions and services as well. */
export function grantResult(grant: SilentGrant, policy: Policy, projectPolicy: Policy | undefined): Result {
  if (hasGrant(policy, grant)) return ok(`${grant.role} on ${grant.what}`);
  if (projectPolicy !== undefined && hasGrant(projectPolicy, grant))
    return ok(`${grant.role} on the project`);
  return failed(
    `${shortMember(grant.member)} lacks ${grant.role} on ${grant.what}: ${grant.without}`,
    `${grant.command} --member=${grant.member} --role=${grant.role}`,
  );
}

/** Pub/Sub agents that were made later hold this right by their own role. */
const agentsSignSince = Date.UTC(2021, 3, 9);

/** The right to sign push tokens as the invoker; an agent may be as old as its project. */
export function tokenCreatorGrant({ names, projectNumber }: GrantsOf): SilentGrant {
  const { project, invokerAccount } = names;
  return {
    id: "pushes-signed",
    title: "Pub/Sub may sign pushes",
    policyOf: accountIamMember.policyOf,
    resource: `projects/${project}/serviceAccounts/${invokerAccount}`,
    what: `account ${invokerAccount}`,
    role: "roles/iam.serviceAccountTokenCreator",
    member: `serviceAccount:service-${projectNumber}@gcp-sa-pubsub.iam.gserviceaccount.com`,
    without: "in a project this old, pushes may arrive without a valid token",
    command: `gcloud iam service-accounts add-iam-policy-binding ${invokerAccount} --project=${project}`,
  };
}

export const needsTokenCreator = (projectCreatedAtMs: number | undefined): boolean =>
  projectCreatedAtMs !== undefined && projectCreatedAtMs < agentsSignSince;

/** Only a warning: whether an old project's agent has the right already cannot be read. */
export function tokenCreatorResult(
  grant: SilentGrant,
  policy: Policy,
  projectPolicy: Policy | undefined,
): Result {
  const result = grantResult(grant, policy, projectPolicy);
  return result.outcome === "failed" ? warning(result.detail, result.fix!) : result;
}

const shortMember = (member: string): string => member.replace(/^serviceAccount:/, "");
