import { expect, it } from "vitest";
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
])("says what %s means", (reason, message, code) => {
  const error = of(reason, message);
  expect(error).toMatchObject({ code, details: [`Answer: ${message} (${reason})`] });
  expect(error.fix).toBeTruthy();
});
