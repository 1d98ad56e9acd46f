import { expect, it } from "vitest";
import { PreconditionError } from "../../../../../src/core/errors.ts";
import { jobFailure } from "../../../../../src/library/predict/bigquery/refused.ts";
import type { CloudContext } from "../../../../../src/provision/engine/context.ts";

const cloud = { project: "my-project" } as CloudContext;
const of = (reason: string, message: string) => jobFailure(cloud, "bq://p.d.t", { reason, message });

it.each([
  [
    "Access Denied: Project my-project: User does not have bigquery.jobs.create permission in project my-project.",
    "gcloud projects add-iam-policy-binding my-project --member=user:YOU --role=roles/bigquery.jobUser",
  ],
  [
    "Access Denied: Table my-shop:data.sales: Permission bigquery.tables.getData denied on table my-shop:data.sales (or it may not exist).",
    "bq query --project_id=my-project --nouse_legacy_sql 'GRANT `roles/bigquery.dataViewer` ON TABLE `my-shop.data.sales` TO \"user:YOU\"'",
  ],
  [
    "Access Denied: Dataset my-shop:data: Permission bigquery.tables.create denied on dataset my-shop:data (or it may not exist).",
    "bq query --project_id=my-project --nouse_legacy_sql 'GRANT `roles/bigquery.dataEditor` ON SCHEMA `my-shop.data` TO \"user:YOU\"'",
  ],
  // As others have met them: no right to run jobs helps here, and other inputs may fare better.
  [
    'Access Denied: BigQuery BigQuery: User has neither fine-grained reader nor masked get permission to get data protected by policy tag "governance : pii" on columns my-shop.data.sales.amount.',
    "Choose other columns by a query in a file; or ask for roles/datacatalog.categoryFineGrainedReader on the policy tag that the answer names.",
  ],
  [
    "Access Denied: BigQuery BigQuery: Permission denied while writing data.",
    "Ask for roles/storage.objectUser on the buckets of this stack: a job of BigQuery reads and writes them with your rights.",
  ],
  [
    "Access Denied: BigQuery BigQuery: Permission denied while getting Drive credentials.",
    "Copy what lies in Google Drive into a table of BigQuery, and name that.",
  ],
  [
    "VPC Service Controls: Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: x1.",
    "Ask who keeps the perimeter of VPC Service Controls to let the project of the data and that of the stack exchange it.",
  ],
  ["Access Denied: something new", "Ask whoever owns what the answer names to let you."],
])("names the grant: %s", (message, fix) => {
  expect(of("accessDenied", message)).toMatchObject({ code: "bigquery.permission-denied", fix });
});

it.each([
  ["bytesBilledLimitExceeded", "Query exceeded limit for bytes billed: 1.", "bigquery.too-many-bytes"],
  [
    "invalid",
    "Cannot read and write in different locations: source: EU, destination: us-central1",
    "bigquery.location",
  ],
  ["duplicate", "Already Exists: Table p:d.t", "usage.output-exists"],
  ["invalidQuery", "Unrecognized name: amout at [1:8]", "bigquery.query"],
  ["backendError", "Try again", "bigquery.failed"],
  ["something", "new", "bigquery.failed"],
  [
    "responseTooLarge",
    "Response too large to return. Consider specifying a destination table in your job configuration.",
    "bigquery.failed",
  ],
  ["stopped", "Job execution was cancelled: User requested cancellation", "bigquery.failed"],
])("says what %s means", (reason, message, code) => {
  const error = of(reason, message);
  expect(error).toMatchObject({ code, details: [`Answer: ${message} (${reason})`] });
  expect(error.fix).toBeTruthy();
});

it("ends everything only where the right to run jobs is missing", () => {
  const jobs = "User does not have bigquery.jobs.create permission in project my-project.";
  expect(of("accessDenied", jobs)).toBeInstanceOf(PreconditionError);
  const tag = 'User has neither fine-grained reader nor masked get permission by policy tag "a : b"';
  expect(of("accessDenied", tag)).not.toBeInstanceOf(PreconditionError);
});

it("has a stopped job and a large result fixed by what helps", () => {
  expect(of("stopped", "Job execution was cancelled").fix).toContain("--resume RUN");
  expect(of("responseTooLarge", "Response too large to return.").fix).toContain("CREATE TABLE");
});
