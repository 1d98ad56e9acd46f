// Google's own accounts in the one project: they exist from the start here, and act on behalf of the services.
// https://cloud.google.com/iam/docs/service-agents
import { project } from "../service.ts";

const { number } = project;

export const serviceAgents = {
  /** Publishes bucket notifications. */
  storage: `service-${number}@gs-project-accounts.iam.gserviceaccount.com`,
  /** Signs in push requests and forwards dead letters. */
  pubsub: `service-${number}@gcp-sa-pubsub.iam.gserviceaccount.com`,
  /** Pulls images for Cloud Run. */
  run: `service-${number}@serverless-robot-prod.iam.gserviceaccount.com`,
  /** What runs a container that names no account. */
  compute: `${number}-compute@developer.gserviceaccount.com`,
} as const;

const emails: ReadonlySet<string> = new Set(Object.values(serviceAgents));

export const isServiceAgent = (email: string): boolean => emails.has(email);
