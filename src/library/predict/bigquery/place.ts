// Whether data of BigQuery and a bucket can be exchanged: https://cloud.google.com/bigquery/docs/exporting-data#data-locations
// and https://cloud.google.com/bigquery/docs/batch-loading-data#data-locations
import { PreconditionError } from "../../../core/errors.ts";

/** @param subject the table or the query, as the user named it @throws PreconditionError bigquery.location */
export function checkPlace(subject: string, data: string, bucket: string): void {
  if (canExchange(data.toLowerCase(), bucket.toLowerCase())) return;
  const isRegion = /\d$/.test(data);
  throw new PreconditionError(`${subject} is in ${data}, and the buckets of this stack are in ${bucket}.`, {
    code: "bigquery.location",
    fix: isRegion
      ? `Use a stack beside the data: set another "name" and "region": "${data}" in cloud-runner.json, then \`cloud-runner up\`.`
      : `Use a stack beside the data: set another "name" and "storage": { "location": "${data.toLowerCase()}" } in cloud-runner.json, then \`cloud-runner up\`.`,
  });
}

/** Data of the US multi-region goes everywhere. Whether a bucket of several regions holds the data's, BigQuery knows best. */
function canExchange(data: string, bucket: string): boolean {
  if (data === bucket || data === "us" || !/\d$/.test(bucket) || /^(nam|eur|asia)\d$/.test(bucket))
    return true;
  return data === "eu" && bucket.startsWith("europe-");
}
