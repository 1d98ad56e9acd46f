// What BigQuery refuses, with the command that helps.
import { CloudRunnerError, PreconditionError } from "../../../core/errors.ts";
import { shellQuote } from "../../../core/shell-quote.ts";
import type { CloudContext } from "../../../provision/engine/context.ts";
import { hasStatus, isForbidden } from "../../../provision/google/cloud-error.ts";

/** As a failed job carries it: https://cloud.google.com/bigquery/docs/error-messages */
export interface JobError {
  reason?: string | undefined;
  message?: string | undefined;
}

/** Refusals of a call become errors that name the grant, or what is not there. */
export async function helpful<T>(cloud: CloudContext, subject: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (hasStatus(error, "NOT_FOUND") || !(error instanceof CloudRunnerError)) throw error;
    const message = error.details.find((line) => line.startsWith("Answer: "))?.slice("Answer: ".length) ?? "";
    if (isForbidden(error)) throw denied(cloud, subject, message, error);
    if (hasStatus(error, "INVALID_ARGUMENT"))
      throw failed(cloud, subject, { reason: "invalid", message }, error);
    throw error;
  }
}

export const jobFailure = (cloud: CloudContext, subject: string, error: JobError): CloudRunnerError =>
  error.reason === "accessDenied"
    ? denied(cloud, subject, error.message ?? "", undefined)
    : failed(cloud, subject, error, undefined);

/** "… Permission bigquery.tables.getData denied on table p:d.t (or it may not exist)." and words like it. */
function denied(
  { project }: CloudContext,
  subject: string,
  message: string,
  cause: unknown,
): PreconditionError {
  const [, kind, name] =
    /\b(table|dataset) ([a-z0-9.:-]+[:.][A-Za-z0-9_.$-]+?)[.:,]?(?:\s|$)/i.exec(message) ?? [];
  const isJob = message.includes("bigquery.jobs.create") || kind === undefined || name === undefined;
  const writes = /tables\.(create|update|updateData|delete)\b/.test(message);
  const role = `roles/bigquery.${writes ? "dataEditor" : "dataViewer"}`;
  const target = `${kind?.toLowerCase() === "dataset" ? "SCHEMA" : "TABLE"} \`${name?.replace(":", ".")}\``;
  return new PreconditionError(`${subject}: BigQuery does not let you.`, {
    code: "bigquery.permission-denied",
    details: [`Answer: ${message}`],
    fix: isJob
      ? `gcloud projects add-iam-policy-binding ${project} --member=user:YOU --role=roles/bigquery.jobUser`
      : shellQuote([
          "bq",
          "query",
          `--project_id=${project}`,
          "--nouse_legacy_sql",
          `GRANT \`${role}\` ON ${target} TO "user:YOU"`,
        ]),
    cause,
  });
}

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
    of: /invalidQuery|Syntax error|Unrecognized name/i,
    what: "BigQuery cannot run the query",
    code: "bigquery.query",
    fix: "Correct the query; `bq query --nouse_legacy_sql --dry_run < FILE.sql` checks it, and nothing is billed.",
  },
];
