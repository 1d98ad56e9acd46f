// What a refusal of Google's means: the one table by which provisioning, the service and `doctor` decide whether to wait,
// to read again or to give up. Each row has its source. Reasons decide; a text is matched only where Google gives the
// case no reason of its own.
import type { Status } from "./status.ts";

export interface Answer {
  status: Status;
  /** `reason` of google.rpc.ErrorInfo, or Storage's older words. */
  reason?: string | undefined;
  message: string;
}

interface Row {
  /** Any of these; the status of the row is the first where the clients could not tell them apart. */
  statuses: readonly Status[];
  reasons?: readonly string[];
  text?: RegExp;
  /**
   * `soon`: the same call may succeed within seconds. `later`: only where something was made, granted or switched on a
   * moment ago, which takes minutes to be known everywhere. `reread`: somebody else wrote in between. `never`: a person
   * has to do something.
   */
  passes: "soon" | "later" | "reread" | "never";
  source: string;
}

const reasonsOf = "https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto";
const storageCodes = "https://cloud.google.com/storage/docs/json_api/v1/status-codes";
const retriesOf =
  "https://github.com/hashicorp/terraform-provider-google, transport/error_retry_predicates.go";

/** The first row that fits counts. */
export const refusals = {
  "service-disabled": {
    statuses: ["PERMISSION_DENIED"],
    reasons: ["SERVICE_DISABLED", "accessNotConfigured"],
    passes: "later",
    source: reasonsOf,
  },
  "billing-disabled": {
    statuses: ["PERMISSION_DENIED"],
    reasons: ["BILLING_DISABLED", "accountDisabled", "billingNotEnabled"],
    passes: "later",
    source: reasonsOf,
  },
  "quota-project-denied": {
    statuses: ["PERMISSION_DENIED"],
    reasons: ["USER_PROJECT_DENIED"],
    passes: "later",
    source: `${reasonsOf}; https://github.com/hashicorp/terraform-provider-google/issues/14173`,
  },
  /** The same in the words of services without that reason, Storage among them. */
  "quota-project-unusable": {
    statuses: ["PERMISSION_DENIED"],
    text: /does not have serviceusage\.services\.use access|Permission 'serviceusage\.services\.use' denied/i,
    passes: "later",
    source:
      "https://github.com/googleapis/google-cloud-ruby/issues/6456; https://github.com/googleapis/java-storage-nio/issues/61; https://github.com/googleapis/google-cloud-php/issues/7261",
  },
  /** Storage does not know the project that the call is to be counted against; over gRPC it says the same. */
  "quota-project-invalid": {
    statuses: ["INVALID_ARGUMENT"],
    text: /^User project specified in the request is invalid/i,
    passes: "later",
    source:
      "https://github.com/googleapis/java-storage/issues/42; https://github.com/googleapis/java-storage/issues/1736",
  },
  "project-suspended": {
    statuses: ["PERMISSION_DENIED"],
    reasons: ["CONSUMER_SUSPENDED"],
    text: /^Permission denied: Consumer .* has been suspended/,
    passes: "never",
    source: `${reasonsOf}; https://github.com/firebase/firebase-ios-sdk/issues/13968`,
  },
  "project-deleted": {
    statuses: ["PERMISSION_DENIED"],
    reasons: ["CONSUMER_INVALID"],
    text: /^Project #?\d+ has been deleted/,
    passes: "never",
    source: `${reasonsOf}; https://github.com/googleapis/google-api-php-client/issues/2422`,
  },
  perimeter: {
    statuses: ["PERMISSION_DENIED"],
    reasons: ["SECURITY_POLICY_VIOLATED"],
    text: /prohibited by organization's policy/i,
    passes: "never",
    source: `${reasonsOf}; https://cloud.google.com/vpc-service-controls/docs/troubleshooting`,
  },
  /** Also in Storage's form, where the status is 412, as for a stale generation. */
  "organisation-policy": {
    statuses: ["FAILED_PRECONDITION", "ABORTED", "INVALID_ARGUMENT", "PERMISSION_DENIED"],
    reasons: ["orgPolicyConstraintFailed", "ORG_RESTRICTION_VIOLATION", "LOCATION_ORG_POLICY_VIOLATED"],
    text: /violates constraint|constraints\/[a-z]+\.[a-zA-Z]+|do not belong to a permitted customer|creation is not allowed on this (project|service account)/i,
    passes: "never",
    source: `${storageCodes}; ${reasonsOf}; https://github.com/GoogleCloudDataproc/spark-bigquery-connector/issues/231; https://github.com/cloudfoundry/bosh-bootloader/issues/513; https://github.com/pulumi/docs/issues/12973; https://github.com/hashicorp/terraform-provider-google/issues/13701; https://github.com/GaloyMoney/galoy-infra/issues/242; https://cloud.google.com/iam/docs/troubleshoot-org-policies`,
  },
  /** A service agent may not use the customer's key: of Storage, of Artifact Registry, and in Pub/Sub's words. */
  "key-denied": {
    statuses: ["PERMISSION_DENIED", "FAILED_PRECONDITION", "INVALID_ARGUMENT"],
    text: /denied on (the )?Cloud KMS key|CryptoKey Encrypter\/Decrypter|'cloudkms\.cryptoKeyVersions\.useTo/i,
    passes: "later",
    source:
      "https://github.com/googleapis/nodejs-storage/issues/1254; https://github.com/hashicorp/terraform-provider-google/issues/13008",
  },
  /** Also of a locked policy, which nobody can take away. */
  "object-retained": {
    statuses: ["PERMISSION_DENIED"],
    reasons: ["retentionPolicyNotMet"],
    text: /is subject to bucket's retention policy|has a locked Retention Policy/i,
    passes: "never",
    source: `${storageCodes}; https://github.com/treeverse/lakeFS/issues/1339`,
  },
  /** Storage may refuse a second write of a policy or of metadata a moment after the first. */
  "rate-limit": {
    statuses: ["RESOURCE_EXHAUSTED", "PERMISSION_DENIED"],
    reasons: ["RATE_LIMIT_EXCEEDED", "rateLimitExceeded", "userRateLimitExceeded"],
    passes: "soon",
    source: `${reasonsOf}; ${storageCodes}`,
  },
  /** The per-minute quota of some APIs arrives as a refusal, without a reason of its own. */
  "quota-per-minute": {
    statuses: ["PERMISSION_DENIED"],
    text: /quota exceeded for quota metric .* per minute/i,
    passes: "soon",
    source: `${retriesOf}: is403QuotaExceededPerMinuteError`,
  },
  quota: {
    statuses: ["RESOURCE_EXHAUSTED"],
    passes: "never",
    source: "https://cloud.google.com/docs/quotas",
  },
  "publish-denied": {
    statuses: ["PERMISSION_DENIED"],
    text: /does not have permission to publish/i,
    passes: "later",
    source: "https://github.com/hashicorp/terraform-provider-google/pull/4354",
  },
  /** Storage's other refusal of a notification, for a topic that its agent does not see yet. */
  "topic-unseen": {
    statuses: ["INVALID_ARGUMENT"],
    text: /Cloud Pub\/Sub topic .* not found, or user .* does not have permission to it/i,
    passes: "later",
    source: "https://github.com/googleapis/nodejs-storage/issues/1402",
  },
  /** A policy or a service names an account that IAM does not know, or not yet. */
  "account-unknown": {
    statuses: ["INVALID_ARGUMENT", "NOT_FOUND"],
    text: /service account .*does not exist/i,
    passes: "later",
    source: "https://github.com/hashicorp/terraform-provider-google/issues/21931",
  },
  "push-account-unknown": {
    statuses: ["INVALID_ARGUMENT"],
    text: /argument=PushConfig::oidc_token::service_account_email/,
    passes: "later",
    source: "https://github.com/hashicorp/terraform-provider-google/issues/30389",
  },
  "image-unreadable": {
    statuses: ["PERMISSION_DENIED", "INVALID_ARGUMENT", "FAILED_PRECONDITION", "UNKNOWN"],
    text: /must have permission to read the image/i,
    passes: "later",
    source: "https://cloud.google.com/run/docs/troubleshooting",
  },
  "policy-initialising": {
    statuses: ["INVALID_ARGUMENT", "FAILED_PRECONDITION"],
    text: /retry this operation/i,
    passes: "later",
    source: `${retriesOf}: pubsubTopicProjectNotReady`,
  },
  "activation-busy": {
    statuses: ["INVALID_ARGUMENT", "FAILED_PRECONDITION", "ABORTED", "UNKNOWN", "INTERNAL"],
    text: /another activation or deactivation is in progress|^Precondition check failed\.$|160009[\s\S]*with failed services/i,
    passes: "later",
    source: `${retriesOf}: serviceUsageServiceBeingActivated, ServiceUsageInternalError160009`,
  },
  /** On create: also what was deleted a moment ago and still drains. */
  "name-taken": {
    statuses: ["ALREADY_EXISTS"],
    passes: "later",
    source: `${retriesOf}: isCloudRunCreationConflict`,
  },
  stale: {
    statuses: ["ABORTED"],
    passes: "reread",
    source: "https://cloud.google.com/iam/docs/policies#etag",
  },
  overloaded: {
    statuses: ["UNAVAILABLE", "INTERNAL"],
    passes: "soon",
    source: "https://cloud.google.com/storage/docs/retry-strategy",
  },
  /** The work may have been done: whoever sends a write again must bear that it is there already. */
  late: {
    statuses: ["DEADLINE_EXCEEDED"],
    passes: "soon",
    source: "https://google.aip.dev/194; https://cloud.google.com/storage/docs/retry-strategy",
  },
  forbidden: {
    statuses: ["PERMISSION_DENIED"],
    passes: "never",
    source: "https://cloud.google.com/iam/docs/troubleshoot-access",
  },
} as const satisfies Record<string, Row>;

export type RefusalName = keyof typeof refusals;

/** Undefined for what is no refusal of this table: nothing found, a wrong argument, no login. */
export function refusalOf(answer: Answer): RefusalName | undefined {
  const found = Object.entries<Row>(refusals).find(([, row]) => fits(row, answer));
  return found?.[0] as RefusalName | undefined;
}

function fits({ statuses, reasons, text }: Row, answer: Answer): boolean {
  if (!statuses.includes(answer.status)) return false;
  if (reasons === undefined && text === undefined) return true;
  return (
    (answer.reason !== undefined && reasons?.includes(answer.reason) === true) ||
    text?.test(answer.message) === true
  );
}

/** Whether the same call may succeed a little later. */
export const isPassingRefusal = (name: RefusalName | undefined): boolean =>
  name !== undefined && (refusals[name] as Row).passes === "soon";
