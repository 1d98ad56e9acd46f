// Resource names come from the configuration alone, so they must never change by themselves: here they stand in full.
import { expect, it } from "vitest";
import type { Config } from "../../../src/core/config.ts";
import { localProject, namesFor } from "../../../src/core/names.ts";

const config = { name: "sales", target: "gcp", project: "acme-data", region: "europe-west1" } as Config;

it("names every resource after the stack and its project", () => {
  expect(namesFor(config)).toEqual({
    project: "acme-data",
    region: "europe-west1",
    stack: "sales",
    inputBucket: "acme-data-sales-input",
    outputBucket: "acme-data-sales-output",
    topic: "sales-uploads",
    subscription: "sales-push",
    deadLetterTopic: "sales-dead-letters",
    resultsTopic: "sales-results",
    deadLetterSubscription: "sales-dead-letters",
    deadLetterPush: "sales-dead-letter-push",
    service: "sales",
    job: "sales-job",
    repository: "sales",
    runtimeAccountId: "sales-runtime",
    runtimeAccount: "sales-runtime@acme-data.iam.gserviceaccount.com",
    invokerAccountId: "sales-invoker",
    invokerAccount: "sales-invoker@acme-data.iam.gserviceaccount.com",
    sourceBucket: "acme-data-sales-source",
    builderAccountId: "sales-builder",
    builderAccount: "sales-builder@acme-data.iam.gserviceaccount.com",
  });
});

it("has one project for the local cloud, whatever is configured", () => {
  expect(localProject).toBe("cloud-runner-local");
  expect(namesFor({ ...config, target: "local" }).inputBucket).toBe("cloud-runner-local-sales-input");
});

it("asks for a project on Google Cloud", () => {
  const { project: _, ...without } = config;
  expect(() => namesFor(without as Config)).toThrow(
    expect.objectContaining({ code: "config.no-project", fix: expect.stringContaining("--project ID") }),
  );
});
