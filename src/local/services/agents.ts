// Google's own accounts in a project: they exist from the start here, and act on behalf of the services.
// https://cloud.google.com/iam/docs/service-agents
import { projectNumber, type Projects } from "../state/projects.ts";
import { seedProject } from "../seed-project.ts";

export type ServiceAgents = ReturnType<typeof serviceAgentsOf>;

export function serviceAgentsOf(projectId: string) {
  const number = projectNumber(projectId);
  return {
    /** Publishes bucket notifications. */
    storage: `service-${number}@gs-project-accounts.iam.gserviceaccount.com`,
    /** Signs in push requests and forwards dead letters. */
    pubsub: `service-${number}@gcp-sa-pubsub.iam.gserviceaccount.com`,
    /** Pulls images for Cloud Run. */
    run: `service-${number}@serverless-robot-prod.iam.gserviceaccount.com`,
    /** What runs a container that names no account. */
    compute: `${number}-compute@developer.gserviceaccount.com`,
  };
}

/** Those of the project that is there from the start. */
export const serviceAgents = serviceAgentsOf(seedProject.id);

const forms = [
  /^service-([0-9]+)@(?:gs-project-accounts|gcp-sa-pubsub|serverless-robot-prod)\.iam\.gserviceaccount\.com$/,
  /^([0-9]+)-compute@developer\.gserviceaccount\.com$/,
];

/** Of Google's as a whole, such as `gmail-api-push`, which publishes what happens in mailboxes. */
const everyones = /^[a-z][a-z0-9-]*@system\.gserviceaccount\.com$/;

/** Whether it is such an account of one of the projects, or of Google's own. */
export function isServiceAgent(projects: Projects, email: string): boolean {
  if (everyones.test(email)) return true;
  const number = forms.map((form) => form.exec(email)?.[1]).find((found) => found !== undefined);
  return number !== undefined && projects.find(number) !== undefined;
}
