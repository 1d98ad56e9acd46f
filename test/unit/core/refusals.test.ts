import { describe, expect, it } from "vitest";
import { isPassingRefusal, refusalOf, refusals, type RefusalName } from "../../../src/core/refusals.ts";
import { statusOfCode } from "../../../src/core/status.ts";
import { refusalNames, refusals as played } from "../../../src/local/chaos/refusals.ts";

/** What the local cloud plays beside the rows of the table. */
const others: Partial<Record<string, RefusalName>> = {
  "service-disabled-elsewhere": "service-disabled",
  internal: "overloaded",
  "account-creation-disabled": "organisation-policy",
};

describe("a refusal in Google's own words", () => {
  it.each(refusalNames)("%s is taken for what it is", (name) => {
    const { status, reason, message } = played[name]({ method: "x.Method", api: "run.googleapis.com" });
    expect(refusalOf({ status, reason, message })).toBe(others[name] ?? name);
  });

  it("can be played for each row of the table, and each row has its source", () => {
    expect(Object.keys(refusals).filter((name) => !refusalNames.includes(name as never))).toEqual([]);
    for (const { source } of Object.values(refusals)) expect(source).toMatch(/^https:\/\//);
  });

  it.each([
    ["'us' violates constraint 'constraints/gcp.resourceLocations'", "organisation-policy"],
    ["One or more users named in the policy do not belong to a permitted customer.", "organisation-policy"],
    [
      "Location us violates constraint constraints/gcp.resourceLocations on the resource projects/p/b.",
      "organisation-policy",
    ],
    ["Request violates constraint 'constraints/storage.uniformBucketLevelAccess'", "organisation-policy"],
    ["At least one of the pre-conditions you specified did not hold.", "stale"],
  ])("of Storage's status 412 is told by its text: %s", (message, name) => {
    expect(refusalOf({ status: statusOfCode(412)!, reason: "conditionNotMet", message })).toBe(name);
  });

  it.each([
    [
      "a precondition whose text goes on",
      { status: "FAILED_PRECONDITION", message: "Precondition check failed. No." },
    ],
    ["something that is not there", { status: "NOT_FOUND", message: "Resource not found (resource=t)." }],
    ["a wrong argument", { status: "INVALID_ARGUMENT", message: "Role x does not exist." }],
    ["no login", { status: "UNAUTHENTICATED", message: "no" }],
  ] as const)("is not %s", (_what, answer) => {
    expect(refusalOf(answer)).toBeUndefined();
  });
});

it.each([
  ["a@b.iam.gserviceaccount.com does not have serviceusage.services.use access to project 1020839626458."],
  ["a@b does not have serviceusage.services.use access to the Google Cloud project."],
  ["Permission 'serviceusage.services.use' denied on resource (or it may not exist)."],
])("a quota project that may not be used is known by its words: %s", (message) => {
  expect(refusalOf({ status: "PERMISSION_DENIED", reason: "forbidden", message })).toBe(
    "quota-project-unusable",
  );
});

describe("a passing refusal", () => {
  const passes = (code: number, reason?: string) =>
    isPassingRefusal(refusalOf({ status: statusOfCode(code)!, reason, message: "no" }));

  it("is one of these, and a quota only when it is a rate limit", () => {
    expect([408, 500, 502, 503, 504].map((code) => passes(code))).toEqual(Array(5).fill(true));
    expect([passes(429, "rateLimitExceeded"), passes(429)]).toEqual([true, false]);
    expect([400, 401, 403, 404, 409, 412, 499, 501].map((code) => passes(code))).toEqual(
      Array(8).fill(false),
    );
  });
});
