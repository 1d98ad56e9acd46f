// Names that the command line, the provisioning and the container agree on, also across versions.
import { expect, it } from "vitest";
import * as contract from "../../../src/core/contract.ts";

it("names what lies beside a result", () => {
  expect(contract.resultName("a/b.csv")).toBe("a/b.csv");
  expect(contract.reportName("a/b.csv")).toBe("a/b.csv.error.json");
  expect(contract.seriesReportName("a/b.csv")).toBe("a/b.csv.series.json");
  expect(contract.leaseName("a/b.csv")).toBe(".cloud-runner/leases/a/b.csv");
});

it("knows reports by their names", () => {
  expect(contract.isReportName("b.csv.error.json")).toBe(true);
  expect(contract.isReportName("error.json")).toBe(false);
  expect(contract.isSeriesReportName("b.csv.series.json")).toBe(true);
  expect(contract.isSeriesReportName("b.csv")).toBe(false);
});

it.each([
  ["job.json", true],
  ["weekly.job.json", true],
  ["a/job.json", true],
  ["myjob.json", false],
  ["job.json.csv", false],
])("takes %s for a manifest: %s", (name, expected) => expect(contract.isManifestName(name)).toBe(expected));

it.each([
  ["job-data/a.csv", true],
  ["x/job-data/a.csv", true],
  ["my-job-data/a.csv", false],
  ["job-data", false],
])("lets %s wait for a manifest: %s", (name, expected) =>
  expect(contract.isManifestData(name)).toBe(expected),
);

it("labels what belongs to a stack", () => {
  expect(contract.ownerLabels("sales")).toEqual({
    "managed-by": "cloud-runner",
    "cloud-runner-stack": "sales",
  });
});

it("keeps the names that containers of older builds use too", () => {
  const { serviceEnvironment, resultMetadata, leaseMetadata, ownModelFiles, parameterPrefix } = contract;
  expect({ serviceEnvironment, resultMetadata, leaseMetadata, ownModelFiles, parameterPrefix })
    .toMatchInlineSnapshot(`
      {
        "leaseMetadata": {
          "expiresAt": "cloud-runner-lease-expires-at",
          "failures": "cloud-runner-lease-failures",
          "holder": "cloud-runner-lease-holder",
        },
        "ownModelFiles": {
          "card": "model.json",
          "code": "model.mjs",
          "folder": "model-files",
        },
        "parameterPrefix": "forecast-",
        "resultMetadata": {
          "deliveryAttempt": "cloud-runner-delivery-attempt",
          "explanation": "cloud-runner-explanation",
          "inputBucket": "cloud-runner-input-bucket",
          "inputCrc32c": "cloud-runner-input-crc32c",
          "inputGeneration": "cloud-runner-input-generation",
          "inputName": "cloud-runner-input-name",
          "manifestGeneration": "cloud-runner-manifest-generation",
          "manifestName": "cloud-runner-manifest-name",
          "messageId": "cloud-runner-message-id",
          "model": "cloud-runner-model",
          "modelVersion": "cloud-runner-model-version",
          "ownModel": "cloud-runner-own-model",
          "parameters": "cloud-runner-parameters",
          "revision": "cloud-runner-revision",
          "rows": "cloud-runner-rows",
          "series": "cloud-runner-series",
          "warnings": "cloud-runner-warnings",
        },
        "serviceEnvironment": {
          "forecastDefaults": "FORECAST_DEFAULTS",
          "forecastTimeoutSeconds": "FORECAST_TIMEOUT_SECONDS",
          "inputBucket": "INPUT_BUCKET",
          "outputBucket": "OUTPUT_BUCKET",
          "project": "GOOGLE_CLOUD_PROJECT",
        },
      }
    `);
});
