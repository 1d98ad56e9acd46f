// Refusals that the local cloud can play at any call, in the words that Google has for them; beside each, where they were
// seen. Written apart from what provisioning makes of them.
import { seedProject } from "../seed-project.ts";
import { apiOff } from "../wire/consumer.ts";
import { StatusError } from "../wire/status.ts";

/** The call that is refused. */
interface Refused {
  method: string;
  /** Id of the API that answers it, as far as it is known. */
  api: string | undefined;
}

const { id, number } = seedProject;
const consumer = `projects/${number}`;
const agent = `service-${number}@gs-project-accounts.iam.gserviceaccount.com`;
const topic = `//pubsub.googleapis.com/projects/${id}/topics/forecast-input`;
const account = `forecast-push@${id}.iam.gserviceaccount.com`;

/** https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto */
const denied = (text: string, reason?: string, about: Record<string, string> = {}) =>
  new StatusError("PERMISSION_DENIED", text, reason, about);

export const refusals = {
  "service-disabled": ({ api = "run.googleapis.com" }: Refused) => apiOff({ number }, api),
  /** As a service account gets it, whose own project has the API off. */
  "service-disabled-elsewhere": ({ api = "run.googleapis.com" }: Refused) =>
    apiOff({ number: "764086051850" }, api),
  "billing-disabled": ({ api = "run.googleapis.com" }: Refused) =>
    denied(
      `This API method requires billing to be enabled. Please enable billing on project #${number} by visiting https://console.developers.google.com/billing/enable?project=${number} then retry. If you enabled billing for this project recently, wait a few minutes for the action to propagate to our systems and retry.`,
      "BILLING_DISABLED",
      { consumer, service: api },
    ),
  "quota-project-denied": ({ api = "run.googleapis.com" }: Refused) =>
    denied(
      `Caller does not have required permission to use project ${id}. Grant the caller the roles/serviceusage.serviceUsageConsumer role, or a custom role with the serviceusage.services.use permission, by visiting https://console.developers.google.com/iam-admin/iam/project?project=${id} and then retry. Propagation of the new permission may take a few minutes.`,
      "USER_PROJECT_DENIED",
      { consumer, service: api },
    ),
  /** Cloud Storage's words for the same: https://github.com/googleapis/google-cloud-php/issues/7261 */
  "quota-project-unusable": () =>
    denied(
      `a@example.com does not have serviceusage.services.use access to the Google Cloud project. Permission 'serviceusage.services.use' denied on resource (or it may not exist).`,
    ),
  /** https://github.com/googleapis/java-storage/issues/42 */
  "quota-project-invalid": () =>
    new StatusError("INVALID_ARGUMENT", "User project specified in the request is invalid."),
  /** https://github.com/googleapis/google-api-php-client/issues/2422 */
  "project-deleted": ({ api = "run.googleapis.com" }: Refused) =>
    denied(`Project #${number} has been deleted.`, "CONSUMER_INVALID", { consumer, service: api }),
  /** https://github.com/firebase/firebase-ios-sdk/issues/13968 */
  "project-suspended": ({ api = "run.googleapis.com" }: Refused) =>
    denied(`Permission denied: Consumer '${consumer}' has been suspended.`, "CONSUMER_SUSPENDED", {
      consumer,
      service: api,
    }),
  /** https://cloud.google.com/vpc-service-controls/docs/troubleshooting */
  perimeter: () =>
    denied(
      "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: zvW4mQKV6irg5Nm25Div",
      "SECURITY_POLICY_VIOLATED",
    ),
  /** https://github.com/GoogleCloudDataproc/spark-bigquery-connector/issues/231 */
  "organisation-policy": () =>
    new StatusError("FAILED_PRECONDITION", "'us' violates constraint 'constraints/gcp.resourceLocations'"),
  /** https://github.com/googleapis/nodejs-storage/issues/1254 */
  "key-denied": () =>
    denied(
      "Permission denied on Cloud KMS key. Please ensure that your Cloud Storage service account has been authorized to use this key.",
    ),
  /** https://github.com/treeverse/lakeFS/issues/1339 */
  "object-retained": () =>
    denied(
      "Object 'b/o.csv' is subject to bucket's retention policy or object retention and cannot be deleted or overwritten until 2031-02-05T11:36:47.70576-08:00",
      "retentionPolicyNotMet",
    ),
  /** https://cloud.google.com/iam/docs/troubleshoot-org-policies: the constraint stands in the details alone. */
  "account-creation-disabled": () =>
    new StatusError("FAILED_PRECONDITION", "Service account creation is not allowed on this project."),
  "rate-limit": ({ method }: Refused) =>
    new StatusError("RESOURCE_EXHAUSTED", `Too many requests of ${method}.`, "RATE_LIMIT_EXCEEDED"),
  "quota-per-minute": ({ method }: Refused) =>
    denied(`Quota exceeded for quota metric 'Requests' and limit 'Requests per minute' of ${method}.`),
  quota: () =>
    new StatusError(
      "RESOURCE_EXHAUSTED",
      `Quota exceeded for total allowable CPU per project per region. Project ${number} has exhausted it.`,
    ),
  /** https://github.com/hashicorp/terraform-provider-google/pull/4354 */
  "publish-denied": () =>
    denied(
      `The service account '${agent}' does not have permission to publish messages to to the Cloud Pub/Sub topic '${topic}', or that topic does not exist.`,
    ),
  /** https://github.com/googleapis/nodejs-storage/issues/1402 */
  "topic-unseen": () =>
    new StatusError(
      "INVALID_ARGUMENT",
      `Cloud Pub/Sub topic '${topic}' not found, or user '${agent}' does not have permission to it.`,
    ),
  /** https://github.com/hashicorp/terraform-provider-google/issues/21931 */
  "account-unknown": () => new StatusError("INVALID_ARGUMENT", `Service account ${account} does not exist.`),
  /** https://github.com/hashicorp/terraform-provider-google/issues/30389 */
  "push-account-unknown": () =>
    new StatusError(
      "INVALID_ARGUMENT",
      "You have passed an invalid argument to the service (argument=PushConfig::oidc_token::service_account_email).",
    ),
  /** https://cloud.google.com/run/docs/troubleshooting */
  "image-unreadable": () =>
    denied(
      `Google Cloud Run Service Agent service-${number}@serverless-robot-prod.iam.gserviceaccount.com must have permission to read the image, us-central1-docker.pkg.dev/${id}/forecast/runtime. Ensure that the provided container image URL is correct and that the above account has permission to access the image.`,
    ),
  "policy-initialising": () =>
    new StatusError(
      "INVALID_ARGUMENT",
      `Cloud Pub/Sub did not have the necessary permissions configured to support this operation. Please verify that the project is initialised and retry this operation.`,
    ),
  "activation-busy": () =>
    new StatusError("FAILED_PRECONDITION", "Another activation or deactivation is in progress."),
  "name-taken": ({ method }: Refused) =>
    new StatusError("ALREADY_EXISTS", `The resource of ${method} still exists: it is being deleted.`),
  stale: () => new StatusError("ABORTED", "There were concurrent policy changes. Please retry."),
  overloaded: ({ method }: Refused) =>
    new StatusError("UNAVAILABLE", `${method} is not available at the moment.`),
  internal: () => new StatusError("INTERNAL", "Internal error encountered."),
  late: () => new StatusError("DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
  /** A fresh account reads so too. */
  forbidden: ({ method }: Refused) =>
    denied(`Permission '${method}' denied on resource (or it may not exist).`, "IAM_PERMISSION_DENIED"),
} satisfies Record<string, (call: Refused) => StatusError>;

export type RefusalName = keyof typeof refusals;

export const refusalNames = Object.keys(refusals) as [RefusalName, ...RefusalName[]];
