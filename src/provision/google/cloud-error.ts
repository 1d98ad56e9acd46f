// Translates what Google's clients throw, at the edge where they were called. What a refusal means stands in
// src/core/refusals.ts; here are the commands that help.
import { AuthenticationError, CloudError, CloudRunnerError } from "../../core/errors.ts";
import { isPassingRefusal, refusalOf, refusals, type RefusalName } from "../../core/refusals.ts";
import { settingOf } from "../../core/shell-quote.ts";
import { statusNamed, statusOfCode, type Status } from "../../core/status.ts";

const networkCodes = new Set(
  "ECONNREFUSED ECONNRESET ENOTFOUND EAI_AGAIN ETIMEDOUT EPIPE EHOSTUNREACH ENETUNREACH ENETDOWN".split(" "),
);

/** As OpenSSL says it, to which the clients add. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const untrusted =
  /self[- ]signed certificate|unable to (?:get|verify)[\w ]* certificate|certificate has expired|does not match certificate's altnames/i;

/** What was asked of whom. `method` is `service.Method`, e.g. `pubsub.CreateTopic`. */
export interface Call {
  method: string;
  resource: string;
  project: string;
  unavailableFix: string;
  /** A connection that is refused or breaks off will not come back by itself. */
  isLossFinal?: boolean;
  /** What to grant when the call is refused, the most important one first. */
  roles?: readonly string[];
}

export function cloudErrorFrom(error: unknown, call: Call): CloudRunnerError {
  if (error instanceof CloudRunnerError) return error;
  const { status, reason, api, consumer, message } = describe(error);
  const details = [`Resource: ${call.resource}`, `Answer: ${message}`];
  if (untrusted.test(message)) {
    return new CloudError(
      `${call.method} failed: whoever answered has a certificate that nobody vouches for.`,
      {
        code: "cloud.untrusted-certificate",
        status: "UNAVAILABLE",
        retryable: false,
        details: [
          ...details,
          "Likely cause: a proxy on the way that reads along, with a certificate of its own.",
        ],
        fix: `Name the certificate that your network gives out: ${settingOf("NODE_EXTRA_CA_CERTS", "FILE.pem")}`,
        cause: error,
      },
    );
  }
  if (status === undefined) {
    const unknown = { code: "cloud.unknown", status: "UNKNOWN", retryable: false, details, cause: error };
    return new CloudError(`${call.method} failed.`, unknown);
  }
  if (status === "UNAUTHENTICATED") {
    return new AuthenticationError(`${call.method} failed: the credentials were not accepted.`, {
      code: "auth.rejected",
      // A local cloud has a new secret after each start; the next command reads it.
      fix: call.isLossFinal
        ? "The local cloud was started anew meanwhile: run the command again."
        : "gcloud auth application-default login",
      details: [`Answer: ${message}`],
      cause: error,
    });
  }

  const refusal = refusalOf({ status, reason, message });
  // Storage has one status, 412, for two cases that are told apart everywhere else.
  const meant = refusal === "organisation-policy" ? "FAILED_PRECONDITION" : status;
  const own =
    refusal &&
    known[refusal]?.({
      api: api ?? `${call.method.split(".")[0]}.googleapis.com`,
      project: call.project,
      message,
    });
  const fix = own?.fix ?? fixFor(status, call, refusal) ?? (refusal && waitFor(refusal, call));
  return new CloudError(`${call.method} failed: ${meant}.`, {
    code: own?.code ?? `cloud.${status.toLowerCase().replaceAll("_", "-")}`,
    status: meant,
    retryable: isPassingRefusal(refusal) && !(call.isLossFinal && isLoss(message)),
    refusal,
    consumer,
    details,
    ...(fix === undefined ? {} : { fix }),
    cause: error,
  });
}

interface Described {
  status: Status | undefined;
  reason: string | undefined;
  /** The API that the reason is about, which may be another one than was called. */
  api: string | undefined;
  /** `projects/NUMBER`: the project that the call was counted against. */
  consumer: string | undefined;
  message: string;
}

/** https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto */
interface AboutConsumer {
  service?: string;
  consumer?: string;
}

/** The fields in which the three families of clients put what happened. */
interface Foreign {
  message?: unknown;
  code?: unknown;
  status?: unknown;
  reason?: unknown;
  errors?: readonly { reason?: string; message?: string }[];
  statusDetails?: readonly { reason?: string }[];
  errorInfoMetadata?: AboutConsumer;
  response?: { status?: number; data?: { error?: unknown } };
}

function describe(error: unknown): Described {
  const foreign: Foreign = typeof error === "object" && error !== null ? error : {};
  const text = typeof foreign.message === "string" ? foreign.message : String(error);
  const body = foreign.response?.data?.error;
  // Token endpoints answer `{"error": "invalid_grant"}`: the stored login has run out or was revoked.
  if (typeof body === "string") {
    return { status: "UNAUTHENTICATED", reason: body, api: undefined, consumer: undefined, message: text };
  }

  const answer = (typeof body === "object" ? body : undefined) as
    | {
        status?: string;
        message?: string;
        details?: { reason?: string; metadata?: AboutConsumer }[];
        errors?: { reason?: string }[];
      }
    | undefined;
  const reason =
    (typeof foreign.reason === "string" ? foreign.reason : undefined) ??
    foreign.statusDetails?.find((detail) => detail.reason)?.reason ??
    answer?.details?.find((detail) => detail.reason)?.reason ??
    foreign.errors?.[0]?.reason ??
    answer?.errors?.[0]?.reason;
  const about =
    foreign.errorInfoMetadata ?? answer?.details?.find((detail) => detail.metadata?.service)?.metadata ?? {};
  const message = (answer?.message ?? foreign.errors?.[0]?.message ?? text).replace(/^\d+ [A-Z_]+: /, "");
  const consumer = about.consumer ?? consumerIn(message);
  const status = statusNamed(answer?.status) ?? statusOf(foreign);
  return { status, reason, api: about.service, consumer, message };
}

/** Cloud Storage has no field for it: "… has not been used in project 123 before or it is disabled." */
function consumerIn(message: string): string | undefined {
  const project = /has not been used in project (\S+) before or it is disabled/.exec(message)?.[1];
  return project === undefined ? undefined : `projects/${project}`;
}

function statusOf({ code, status, response }: Foreign): Status | undefined {
  for (const candidate of [response?.status, code, status]) {
    if (typeof candidate === "string" && networkCodes.has(candidate)) return "UNAVAILABLE";
    const known = statusOfCode(Number(candidate));
    if (known) return known;
  }
  return undefined;
}

/** No answer came at all. The clients give such errors the code of an answer, so that only the text shows it. */
const isLoss = (message: string): boolean =>
  /ECONNREFUSED|ECONNRESET|EPIPE|socket hang up|No connection established|Connection dropped|RST_STREAM/i.test(
    message,
  );

function fixFor(
  status: Status,
  { project, unavailableFix, roles = [] }: Call,
  refusal: RefusalName | undefined,
): string | undefined {
  if (status === "UNAVAILABLE") return unavailableFix;
  if (status === "FAILED_PRECONDITION") {
    return `See that billing is linked and no organisation policy forbids it: gcloud billing projects describe ${project}`;
  }
  if (status === "RESOURCE_EXHAUSTED") {
    return `Raise the quota, or lower service.maxInstances: https://console.cloud.google.com/iam-admin/quotas?project=${project}`;
  }
  if (status !== "PERMISSION_DENIED") return undefined;
  // Storage and IAM answer 403 to calls that come too fast, which no role helps against.
  if (isPassingRefusal(refusal)) {
    return "Run the command again in a minute: more was asked than Google answers at once.";
  }
  const [role = "roles/owner"] = roles;
  return `Grant ${roles.join(" and ") || role}: gcloud projects add-iam-policy-binding ${project} --member=user:YOU --role=${role}`;
}

/** Where nothing is to be fixed, and time or another look is all it takes. */
function waitFor(refusal: RefusalName, { unavailableFix }: Call): string {
  const again = {
    soon: unavailableFix,
    later:
      "Run the command again in a few minutes: what was made, granted or deleted a moment ago is not known everywhere yet.",
    reread: "Run the command again: somebody else changed it in between, and now it is read anew.",
    never: unavailableFix,
  };
  return again[refusals[refusal].passes];
}

interface About {
  api: string;
  project: string;
  message: string;
}

const quotaProjectDenied = ({ project }: About) => ({
  code: "cloud.quota-project-denied",
  fix: `gcloud projects add-iam-policy-binding ${project} --member=user:YOU --role=roles/serviceusage.serviceUsageConsumer; calls are counted against ${project}, or against what gcloud auth application-default set-quota-project names while a project is made`,
});

/** Refusals with a code and a command of their own. */
const known: Partial<Record<RefusalName, (about: About) => { code: string; fix: string }>> = {
  "service-disabled": ({ api, project }) => ({
    code: "cloud.service-disabled",
    fix: `gcloud services enable ${api} --project ${project}`,
  }),
  "billing-disabled": ({ project }) => ({
    code: "cloud.billing-disabled",
    fix: `gcloud billing projects link ${project} --billing-account=ACCOUNT_ID`,
  }),
  "quota-project-denied": quotaProjectDenied,
  "quota-project-unusable": quotaProjectDenied,
  "quota-project-invalid": ({ project }) => ({
    code: "cloud.quota-project-denied",
    fix: `See that the project is there: gcloud projects describe ${project}; calls are counted against it, or against what gcloud auth application-default set-quota-project names while a project is made`,
  }),
  "project-suspended": ({ project }) => ({
    code: "cloud.project-suspended",
    fix: `gcloud projects describe ${project}`,
  }),
  "project-deleted": ({ project }) => ({
    code: "cloud.project-deleted",
    fix: `gcloud projects undelete ${project}, within 30 days; for calls of a service account, its own project is meant.`,
  }),
  perimeter: ({ api, project }) => ({
    code: "cloud.perimeter",
    fix: `Ask who keeps the organisation's VPC Service Controls to let you into the perimeter of ${project} for ${api}; they find the call by the identifier in the answer.`,
  }),
  "organisation-policy": ({ project, message }) => ({
    code: "cloud.organisation-policy",
    fix: policyFix(project, message),
  }),
  "key-denied": () => ({
    code: "cloud.key-denied",
    fix: "`cloud-runner doctor` names the account that may not use the key and the command that lets it.",
  }),
  "object-retained": () => ({
    code: "cloud.object-retained",
    fix: "Wait until the time in the answer and run the command again: until then nobody can delete it or write it anew.",
  }),
};

/** Constraints that the text does not name. */
const policies = [
  [/permitted customer/, "iam.allowedPolicyMemberDomains"],
  [/Service account creation is not allowed/, "iam.disableServiceAccountCreation"],
] as const;

function policyFix(project: string, message: string): string {
  const constraint =
    /constraints\/([a-zA-Z.]+[a-zA-Z])/.exec(message)?.[1] ??
    policies.find(([text]) => text.test(message))?.[1];
  return constraint === undefined
    ? `gcloud org-policies list --project=${project} shows the organisation's policies; ask who keeps them for an exception.`
    : `gcloud org-policies describe ${constraint} --effective --project=${project} shows what the organisation allows: choose such a region or setting, or ask who keeps it for an exception.`;
}

export const hasStatus = (error: unknown, ...statuses: Status[]): error is CloudError =>
  error instanceof CloudError && statuses.some((status) => status === error.status);

/** Worth another try a little later. What was aborted is first to be read again. */
export const isPassing = (error: unknown): boolean =>
  error instanceof CloudError && error.retryable && error.status !== "ABORTED";

/** The API is switched off in the stack's own project, or was switched on too recently to know. */
export const isServiceDisabled = (error: unknown): error is CloudError =>
  error instanceof CloudError && error.code === "cloud.service-disabled";

/** The same, in whichever project. */
export const isApiOff = (error: unknown): error is CloudError =>
  isServiceDisabled(error) || (error instanceof CloudError && error.code === apiOffElsewhere);

/** Of a project that calls are counted against, and that is not the stack's own. */
export const apiOffElsewhere = "cloud.api-off-elsewhere";

/** Nobody pays for the project, or it was linked too recently to know. */
export const isBillingDisabled = (error: unknown): error is CloudError =>
  error instanceof CloudError && error.code === "cloud.billing-disabled";

/** Refused for good and without a reason of its own: a right is missing, or it is somebody else's. */
export const isForbidden = (error: unknown): error is CloudError =>
  error instanceof CloudError && error.code === "cloud.permission-denied" && !error.retryable;

/** There is none, or none that these credentials may see: Google answers alike. */
export const isAbsentOrHidden = (error: unknown): error is CloudError =>
  hasStatus(error, "NOT_FOUND") || isForbidden(error);

const isRefused =
  (...names: RefusalName[]) =>
  (error: unknown): error is CloudError =>
    error instanceof CloudError && names.some((name) => name === error.refusal);

/** A policy or a service names an account that IAM does not know, or not yet. */
export const isMissingAccount = isRefused("account-unknown", "push-account-unknown");

/** Storage tries to publish before it lets a notification in; a fresh topic or grant takes a while to be seen. */
export const isPublishDenied = isRefused("publish-denied", "topic-unseen");

/** A policy of a brand-new project is still being laid out. */
export const isStillInitialising = isRefused("policy-initialising");

/** Enabling an API while another is being enabled, or while one of its own dependencies settles. */
export const isActivationBusy = isRefused("activation-busy");

/** The agent that pulls images on a brand-new project does not yet have its role. */
export const isImageUnreadable = isRefused("image-unreadable");

/** Calls may not be counted against the project; of a fresh one, perhaps not yet. */
export const isQuotaProjectDenied = isRefused(
  "quota-project-denied",
  "quota-project-unusable",
  "quota-project-invalid",
);
