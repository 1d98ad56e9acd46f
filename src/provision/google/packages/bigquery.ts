// What is used of Google's client for BigQuery.
export { BigQuery } from "@google-cloud/bigquery";
