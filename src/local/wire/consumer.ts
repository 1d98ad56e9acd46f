// The project that a call is counted against, where the caller names one: it must be there and have the API switched on,
// whatever the call is about. https://cloud.google.com/apis/docs/system-parameters
import { isSeed, type Project, type Projects } from "../state/projects.ts";
import { StatusError } from "./status.ts";

/** Credentials of a person come with it; those of a service account count against the account's own project. */
export const consumerHeader = "x-goog-user-project";

export const apiTitles: Readonly<Record<string, string>> = {
  "artifactregistry.googleapis.com": "Artifact Registry API",
  "cloudbilling.googleapis.com": "Cloud Billing API",
  "cloudbuild.googleapis.com": "Cloud Build API",
  "cloudresourcemanager.googleapis.com": "Cloud Resource Manager API",
  "cloudscheduler.googleapis.com": "Cloud Scheduler API",
  "iam.googleapis.com": "Identity and Access Management (IAM) API",
  "logging.googleapis.com": "Cloud Logging API",
  "monitoring.googleapis.com": "Cloud Monitoring API",
  "pubsub.googleapis.com": "Cloud Pub/Sub API",
  "run.googleapis.com": "Cloud Run Admin API",
  "serviceusage.googleapis.com": "Service Usage API",
  "storage.googleapis.com": "Cloud Storage API",
};

/** As the comments on google.api.ErrorReason show it. */
export const aboutConsumer = ({ number }: Pick<Project, "number">, api: string) => ({
  consumer: `projects/${number}`,
  service: api,
});

/** @throws StatusError when the project is not to be used, or has the API switched off */
export function checkConsumer(projects: Projects, consumer: string | undefined, api: string): void {
  if (consumer === undefined || consumer === "") return;
  const project = projects.find(consumer.replace(/^projects\//, ""));
  if (project?.state === "ACTIVE") return checkEnabled(projects, project, api);
  throw new StatusError(
    "PERMISSION_DENIED",
    `Caller does not have required permission to use project ${consumer}. Grant the caller the roles/serviceusage.serviceUsageConsumer role, or a custom role with the serviceusage.services.use permission, by visiting https://console.developers.google.com/iam-admin/iam/project?project=${consumer} and then retry. Propagation of the new permission may take a few minutes.`,
    "USER_PROJECT_DENIED",
    { consumer: `projects/${consumer}`, service: api },
  );
}

export function checkEnabled(projects: Projects, project: Project, api: string): void {
  if (!isOn(projects, project, api)) throw apiOff(project, api);
}

export const apiOff = (project: Pick<Project, "number">, api: string): StatusError =>
  new StatusError(
    "PERMISSION_DENIED",
    apiIsOff(project, api),
    "SERVICE_DISABLED",
    aboutConsumer(project, api),
  );

export const isOn = (projects: Projects, project: Project, api: string): boolean =>
  isSeed(project) || projects.isEnabled(project, api);

export const apiIsOff = ({ number }: Pick<Project, "number">, api: string): string =>
  `${apiTitles[api] ?? api} has not been used in project ${number} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/${api}/overview?project=${number} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`;
