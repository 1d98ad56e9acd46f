import { expect, it } from "vitest";
import { checkPlace } from "../../../../../src/library/predict/bigquery/place.ts";

it.each([
  ["us-central1", "us-central1"],
  ["US", "europe-west1"],
  ["EU", "europe-west4"],
  ["EU", "eu"],
  ["us-east1", "us"],
  ["us-central1", "nam4"],
])("data in %s and a bucket in %s can be exchanged, as far as can be known", (data, bucket) => {
  expect(() => checkPlace("bq://p.d.t", data, bucket)).not.toThrow();
});

it.each([
  ["us-east1", "us-central1", '"region": "us-east1"'],
  ["EU", "us-central1", '"storage": { "location": "eu" }'],
])("data in %s and a bucket in %s cannot, and the fix names the place", (data, bucket, fix) => {
  expect(() => checkPlace("bq://p.d.t", data, bucket)).toThrow(
    expect.objectContaining({
      code: "bigquery.location",
      message: `bq://p.d.t is in ${data}, and the buckets of this stack are in ${bucket}.`,
      fix: expect.stringContaining(fix),
    }),
  );
});
