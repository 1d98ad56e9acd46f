// What BigQuery refuses, with the command that helps.
import { CloudRunnerError, PreconditionError, type CloudError } from "../../../core/errors.ts";
import { shellQuote } from "../../../core/shell-quote.ts";
import type { CloudContext } from "../../../provision/engine/context.ts";
import { hasStatus, isForbidden } from "../../../provision/google/cloud-error.ts";

/** As a failed job carries it: https://cloud.google.com/bigquery/docs/error-messages */
export interface JobError {
  reason?: string | undefined;
  message?: string | undefined;
}

/**
 * Refusals of a call become errors that say what helps. What is not there stays with whoever asks, unless a job is started: that
 * may name what is not there.
 */
export async function helpful<T>(
  cloud: CloudContext,
  subject: string,
  ask: () => Promise<T>,
  { startsJob = false }: { startsJob?: boolean } = {},
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (
      isForbidden(error) ||
      hasStatus(error, "INVALID_ARGUMENT") ||
      (startsJob && hasStatus(error, "NOT_FOUND"))
    )
      throw jobFailure(cloud, subject, refusalIn(error), error);
    throw error;
  }
}

/** Answered as if BigQuery were not well, though another try meets the same. */
const hopeless = new Set(["bytesBilledLimitExceeded"]);

/** What must not be tried again becomes an error at once. */
export async function unlessHopeless<T>(
  cloud: CloudContext,
  subject: string,
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const found = errorsIn(error);
    throw hopeless.has(found?.reason ?? "") ? jobFailure(cloud, subject, found!, error) : error;
  }
}

export const jobFailure = (
  cloud: CloudContext,
  subject: string,
  { reason, message = "" }: JobError,
  cause?: unknown,
): CloudRunnerError =>
  reason === "accessDenied"
    ? denied(cloud, subject, message, cause)
    : failed(cloud, subject, { reason, message }, cause);

/** Google's client puts reasons into `errors`. */
const errorsIn = (error: unknown): JobError | undefined =>
  (error as { errors?: readonly JobError[] }).errors?.[0];

function refusalIn(error: CloudError): JobError {
  const message = error.details.find((line) => line.startsWith("Answer: "))?.slice("Answer: ".length);
  return { reason: errorsIn(error.cause)?.reason, message };
}

/** "… Permission bigquery.tables.getData denied on table p:d.t (or it may not exist)." and words like it. */
function denied(
  { project }: CloudContext,
  subject: string,
  message: string,
  cause: unknown,
): CloudRunnerError {
  const about = { code: "bigquery.permission-denied", details: [`Answer: ${message}`], cause };
  const what = `${subject}: BigQuery does not let you.`;
  // Without the right to run jobs no other input fares better.
  if (message.includes("bigquery.jobs.create")) {
    return new PreconditionError(what, {
      ...about,
      fix: `gcloud projects add-iam-policy-binding ${project} --member=user:YOU --role=roles/bigquery.jobUser`,
    });
  }
  const known = denials.find(({ of }) => of.test(message));
  if (known !== undefined) return new CloudRunnerError(what, { ...about, fix: known.fix });
  const [, kind, name] =
    /\b(table|dataset) ([a-z0-9.:-]+[:.][A-Za-z0-9_.$-]+?)[.:,]?(?:\s|$)/i.exec(message) ?? [];
  if (kind === undefined || name === undefined)
    return new CloudRunnerError(what, {
      ...about,
      fix: "Ask whoever owns what the answer names to let you.",
    });
  const writes = /tables\.(create|update|updateData|delete)\b/.test(message);
  const role = `roles/bigquery.${writes ? "dataEditor" : "dataViewer"}`;
  const target = `${kind.toLowerCase() === "dataset" ? "SCHEMA" : "TABLE"} \`${name.replace(":", ".")}\``;
  const grant = `GRANT \`${role}\` ON ${target} TO "user:YOU"`;
  const fix = shellQuote(["bq", "query", `--project_id=${project}`, "--nouse_legacy_sql", grant]);
  return new CloudRunnerError(what, { ...about, fix });
}

/** What no role of BigQuery's opens. */
const denials: readonly { of: RegExp; fix: string }[] = [
  {
    of: /policy tag/i,
    fix: "Choose other columns by a query in a file; or ask for roles/datacatalog.categoryFineGrainedReader on the policy tag that the answer names.",
  },
  {
    of: /vpcServiceControls|organization's policy/i,
    fix: "Ask who keeps the perimeter of VPC Service Controls to let the project of the data and that of the stack exchange it.",
  },
  {
    of: /Drive credentials/i,
    fix: "Copy what lies in Google Drive into a table of BigQuery, and name that.",
  },
  {
    of: /while (?:writing data|globbing file pattern)|storage\.objects\./i,
    fix: "Ask for roles/storage.objectUser on the buckets of this stack: a job of BigQuery reads and writes them with your rights.",
  },
];

function failed(
  { project }: CloudContext,
  subject: string,
  { reason, message = "" }: JobError,
  cause: unknown,
): CloudRunnerError {
  const details = [`Answer: ${message}${reason === undefined ? "" : ` (${reason})`}`];
  const known = ways.find(({ of }) => of.test(`${reason} ${message}`));
  return new CloudRunnerError(`${subject}: ${known?.what ?? "BigQuery could not do it"}.`, {
    code: known?.code ?? "bigquery.failed",
    details,
    fix:
      known?.fix ?? `Correct what the answer names; \`bq ls --jobs --project_id=${project}\` shows the job.`,
    cause,
  });
}

/** The first that fits counts. */
const ways: readonly { of: RegExp; what: string; code: string; fix: string }[] = [
  {
    of: /bytesBilledLimitExceeded/,
    what: "the query would read more than you allow",
    code: "bigquery.too-many-bytes",
    fix: "Raise --max-bytes-billed, or bigquery.maximumBytesBilled in cloud-runner.json, or have the query read less.",
  },
  {
    of: /Cannot read and write in different locations/i,
    what: "the data and the buckets are in different places",
    code: "bigquery.location",
    fix: 'Use a stack whose region is that of the data: set another "name" and its "region" in cloud-runner.json, then `cloud-runner up`.',
  },
  {
    of: /Already Exists: Table|duplicate/i,
    what: "the table has rows already",
    code: "usage.output-exists",
    fix: "Add --force to overwrite, or name another table with -o.",
  },
  {
    of: /backendError|internalError|rateLimitExceeded|jobBackendError|jobInternalError|jobRateLimitExceeded/,
    what: "BigQuery has a moment without service",
    code: "bigquery.failed",
    fix: "`cloud-runner predict --resume RUN` tries again what failed; `cloud-runner runs list` names the run.",
  },
  {
    of: /quotaExceeded|Quota exceeded/i,
    what: "a quota of BigQuery is used up",
    code: "bigquery.quota",
    fix: "Wait until the quota is renewed, or raise it: https://console.cloud.google.com/iam-admin/quotas; then `cloud-runner predict --resume RUN`.",
  },
  {
    of: /responseTooLarge|Response too large/i,
    what: "the query gives more than BigQuery keeps as a result",
    code: "bigquery.failed",
    fix: "Have the query give fewer rows or columns; or write its rows into a table with CREATE TABLE ... AS, and predict that table.",
  },
  {
    of: /^(?:stopped|timeout) /,
    what: "its job of BigQuery was stopped",
    code: "bigquery.failed",
    fix: "`cloud-runner predict --resume RUN` starts it again; `cloud-runner runs list` names the run.",
  },
  {
    of: /notFound|Not found:/i,
    what: "BigQuery does not find what it needs",
    code: "bigquery.not-found",
    fix: "Correct the name in the answer, or make it; what lies in another place than the rest is not found either.",
  },
  {
    of: /invalidQuery|Syntax error|Unrecognized name/i,
    what: "BigQuery cannot run the query",
    code: "bigquery.query",
    fix: "Correct the query; `bq query --nouse_legacy_sql --dry_run < FILE.sql` checks it, and nothing is billed.",
  },
];
