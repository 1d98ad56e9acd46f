import { describe, expect, it } from "vitest";
import { AuthenticationError, CloudError, UsageError } from "../../../../src/core/errors.ts";
import {
  cloudErrorFrom,
  isBillingDisabled,
  isForbidden,
  isMissingAccount,
  isPassing,
  isPublishDenied,
  isServiceDisabled,
} from "../../../../src/provision/google/cloud-error.ts";

const call = {
  method: "pubsub.CreateTopic",
  resource: "projects/p/topics/t",
  project: "p",
  unavailableFix: "start it",
};
const translate = (error: unknown, method = call.method) => cloudErrorFrom(error, { ...call, method });
const grpc = (code: number, message = "no", more = {}) =>
  Object.assign(new Error(`${code} X_Y: ${message}`), { code, ...more });
const http = (code: number, reason: string, message = "no") =>
  Object.assign(new Error("Multiple errors"), { code, errors: [{ reason, message }] });
const gaxios = (status: number, error: unknown) =>
  Object.assign(new Error("Request failed"), { status, response: { status, data: { error } } });

describe("cloudErrorFrom", () => {
  const cases: [string, unknown, string, boolean][] = [
    ["gRPC not found", grpc(5), "NOT_FOUND", false],
    ["gRPC already exists", grpc(6), "ALREADY_EXISTS", false],
    ["gRPC aborted", grpc(10), "ABORTED", false],
    ["gRPC unavailable", grpc(14), "UNAVAILABLE", true],
    ["gRPC hard quota", grpc(8), "RESOURCE_EXHAUSTED", false],
    ["gRPC rate limit", grpc(8, "slow", { reason: "RATE_LIMIT_EXCEEDED" }), "RESOURCE_EXHAUSTED", true],
    ["storage conflict", http(409, "conflict"), "ALREADY_EXISTS", false],
    ["storage precondition", http(412, "conditionNotMet"), "ABORTED", false],
    ["storage rate limit", http(429, "rateLimitExceeded"), "RESOURCE_EXHAUSTED", true],
    ["IAM not found", gaxios(404, { status: "NOT_FOUND", message: "no" }), "NOT_FOUND", false],
    [
      "IAM conflict that is a stale etag",
      gaxios(409, { status: "ABORTED", message: "no" }),
      "ABORTED",
      false,
    ],
    ["nothing listens", Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), "UNAVAILABLE", true],
    ["a gateway", gaxios(502, undefined), "UNAVAILABLE", true],
    ["an unknown server error", gaxios(599, undefined), "INTERNAL", true],
    ["a client's own mistake", new Error("bad call"), "UNKNOWN", false],
  ];
  it.each(cases)("%s", (_title, error, status, retryable) => {
    const translated = translate(error);
    expect(translated).toBeInstanceOf(CloudError);
    expect(translated).toMatchObject({ status, retryable, cause: error });
  });

  it.each([
    ["HTTP 408", gaxios(408, undefined), true],
    ["HTTP 504", gaxios(504, undefined), true],
    ["gRPC 4", grpc(4, "Deadline exceeded"), true],
    ["gRPC 14", grpc(14), true],
    ["a rate limit", http(429, "rateLimitExceeded"), true],
    ["another quota", grpc(8), false],
    ["a stale etag", http(412, "conditionNotMet"), false],
    ["a missing right", grpc(7), false],
  ])("%s is worth another try: %s", (_title, error, expected) => {
    expect(isPassing(translate(error))).toBe(expected);
  });

  it("says what was asked of whom, and what the answer was without its code", () => {
    const { message, details } = translate(grpc(5, "no such topic"));
    expect(message).toBe("pubsub.CreateTopic failed: NOT_FOUND.");
    expect(details).toEqual(["Resource: projects/p/topics/t", "Answer: no such topic"]);
  });

  it("names the roles that are missing, with the command for the first", () => {
    const fixWith = (...roles: string[]) => cloudErrorFrom(http(403, "forbidden"), { ...call, roles }).fix;
    const command = "gcloud projects add-iam-policy-binding p --member=user:YOU";
    expect(fixWith("roles/a")).toBe(`Grant roles/a: ${command} --role=roles/a`);
    expect(fixWith("roles/a", "roles/b")).toBe(`Grant roles/a and roles/b: ${command} --role=roles/a`);
    expect(fixWith()).toBe(`Grant roles/owner: ${command} --role=roles/owner`);
  });

  it("names the API to enable, from either family's reason", () => {
    for (const error of [grpc(7, "off", { reason: "SERVICE_DISABLED" }), http(403, "accessNotConfigured")]) {
      const translated = translate(error, "run.GetService");
      expect(isServiceDisabled(translated)).toBe(true);
      expect(translated.fix).toBe("gcloud services enable run.googleapis.com --project p");
    }
  });

  it("names the API that the answer speaks of, when that is another one than was called", () => {
    const service = "cloudbuild.googleapis.com";
    for (const error of [
      grpc(7, "off", { reason: "SERVICE_DISABLED", errorInfoMetadata: { service } }),
      gaxios(403, {
        status: "PERMISSION_DENIED",
        details: [{ reason: "SERVICE_DISABLED", metadata: { service } }],
      }),
    ]) {
      expect(translate(error, "run.SubmitBuild").fix).toBe(`gcloud services enable ${service} --project p`);
    }
  });

  it("names the billing account to link, from either family's reason", () => {
    for (const error of [grpc(7, "unpaid", { reason: "BILLING_DISABLED" }), http(403, "accountDisabled")]) {
      const translated = translate(error, "storage.CreateBucket");
      expect(isBillingDisabled(translated)).toBe(true);
      expect(isForbidden(translated)).toBe(false);
      expect(translated).toMatchObject({
        code: "cloud.billing-disabled",
        fix: "gcloud billing projects link p --billing-account=ACCOUNT_ID",
      });
    }
  });

  it("tells a quota project that may not be used from a missing role", () => {
    const translated = translate(grpc(7, "no", { reason: "USER_PROJECT_DENIED" }), "run.GetService");
    expect(translated.code).toBe("cloud.quota-project-denied");
    expect(isForbidden(translated)).toBe(false);
    expect(isForbidden(translate(grpc(7)))).toBe(true);
    expect(translated.fix).toContain("set-quota-project");
    const inStorage = "a@b does not have serviceusage.services.use access to the Google Cloud project.";
    expect(translate(http(403, "forbidden", inStorage)).code).toBe("cloud.quota-project-denied");
    const unknown = "User project specified in the request is invalid.";
    expect(translate(http(400, "invalid", unknown))).toMatchObject({
      code: "cloud.quota-project-denied",
      fix: expect.stringContaining("gcloud projects describe p") as string,
    });
  });

  it.each([
    [
      "Storage",
      http(412, "conditionNotMet", "'us' violates constraint 'constraints/gcp.resourceLocations'"),
      "gcp.resourceLocations",
    ],
    [
      "a policy",
      grpc(9, "One or more users named in the policy do not belong to a permitted customer."),
      "iam.allowedPolicyMemberDomains",
    ],
    [
      "IAM",
      http(400, "failedPrecondition", "Service account creation is not allowed on this project."),
      "iam.disableServiceAccountCreation",
    ],
  ])("names the constraint of an organisation that %s refuses", (_who, error, constraint) => {
    const translated = translate(error);
    expect(translated).toMatchObject({ code: "cloud.organisation-policy", status: "FAILED_PRECONDITION" });
    expect(translated.fix).toContain(`gcloud org-policies describe ${constraint} --effective --project=p`);
  });

  it("names whoever can help where a perimeter or a suspension refuses", () => {
    const closed = "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: x";
    expect(translate(http(403, "forbidden", closed)).code).toBe("cloud.perimeter");
    expect(translate(grpc(7, "no", { reason: "CONSUMER_SUSPENDED" })).code).toBe("cloud.project-suspended");
    expect(translate(grpc(7, "Project #12 has been deleted.")).fix).toContain("gcloud projects undelete p");
  });

  it("advises no role where a 403 means that calls came too fast", () => {
    const translated = translate(http(403, "rateLimitExceeded"));
    expect(translated).toMatchObject({ status: "PERMISSION_DENIED", retryable: true });
    expect(translated.fix).toMatch(/^Run the command again in a minute/);
  });

  it("has a fix for what the user can fix", () => {
    expect(translate(grpc(9)).fix).toContain("billing");
    expect(translate(grpc(8)).fix).toContain("quota");
    expect(translate(grpc(14)).fix).toBe("start it");
    expect(translate(grpc(5)).fix).toBeUndefined();
  });

  it("takes a rejected or expired login for missing credentials", () => {
    for (const error of [grpc(16), gaxios(400, "invalid_grant")]) {
      expect(translate(error)).toBeInstanceOf(AuthenticationError);
    }
  });

  it("leaves our own errors alone", () => {
    const own = new UsageError("no", { fix: "yes" });
    expect(translate(own)).toBe(own);
  });

  it("recognises the two cases that have no code of their own", () => {
    expect(isMissingAccount(translate(grpc(3, "Service account x@y does not exist.")))).toBe(true);
    expect(isMissingAccount(translate(grpc(3, "Role x does not exist.")))).toBe(false);
    const text =
      "The service account 'a' does not have permission to publish messages to to the Cloud Pub/Sub topic 't'";
    expect(isPublishDenied(translate(http(403, "forbidden", text)))).toBe(true);
    expect(isPublishDenied(translate(http(403, "forbidden", "no")))).toBe(false);
  });
});
