import { describe, expect, it } from "vitest";
import { memberOf } from "../../../src/provision/google/caller.ts";
import { cloudChecks } from "../../../src/provision/checks/cloud-checks.ts";
import { runChecks } from "../../../src/provision/checks/finding.ts";
import {
  grantResult,
  needsTokenCreator,
  silentGrants,
  tokenCreatorGrant,
  tokenCreatorResult,
} from "../../../src/provision/checks/grants.ts";
import { permissionResult } from "../../../src/provision/checks/permissions.ts";
import {
  apiResults,
  billingResult,
  projectResult,
  quotaProjectResult,
} from "../../../src/provision/checks/project.ts";
import { virtualClock } from "../cli/support.ts";
import { needsFor } from "../../../src/provision/stack.ts";
import { config, context, names } from "./support.ts";

describe("permissions", () => {
  const role = { id: "x", name: "roles/x.admin", title: "may x" };
  const group = { role, permissions: ["x.a", "x.b", "x.c"] };
  const of = (granted: string[], untestable: string[] = []) =>
    permissionResult(
      group,
      { granted: new Set(granted), untestable },
      { project: "p", member: "user:a@b.c" },
    );

  it("are named when they are missing, with the role that brings them", () => {
    expect(of(["x.a"])).toEqual({
      outcome: "failed",
      detail: "missing x.b, x.c",
      fix: "gcloud projects add-iam-policy-binding p --member=user:a@b.c --role=roles/x.admin",
    });
  });

  it("are not missing when they cannot be tested on a project", () => {
    expect(of(["x.a", "x.b"], ["x.c"])).toEqual({
      outcome: "ok",
      detail: "2 permissions; cannot be tested on a project: x.c",
    });
  });
});

describe("a grant", () => {
  const grantsOf = { names: names(), projectNumber: "42" };
  const [grant] = silentGrants(grantsOf);
  const policy = { bindings: [{ role: grant!.role, members: [grant!.member] }] };
  const under = { bindings: [{ ...policy.bindings[0]!, condition: { expression: "false" } }] };

  it.each([
    ["on the resource", policy, undefined, "ok"],
    ["on the project", {}, policy, "ok"],
    ["under a condition only", under, undefined, "failed"],
    ["nowhere, where the project may not be seen", {}, undefined, "failed"],
  ])("%s", (_, own, inherited, outcome) => {
    expect(grantResult(grant!, own, inherited).outcome).toBe(outcome);
  });

  it("to sign pushes is asked for in old projects only, and then with a warning", () => {
    expect(needsTokenCreator(Date.UTC(2021, 2, 1))).toBe(true);
    expect(needsTokenCreator(Date.UTC(2022, 2, 1))).toBe(false);
    expect(needsTokenCreator(undefined)).toBe(false);
    expect(tokenCreatorResult(tokenCreatorGrant(grantsOf), {}, {})).toMatchObject({
      outcome: "warning",
      fix: expect.stringContaining("--role=roles/iam.serviceAccountTokenCreator") as string,
    });
  });
});

describe("the project", () => {
  it.each([
    ["active", projectResult("ACTIVE", "42", "p"), "ok"],
    ["being deleted", projectResult("DELETE_REQUESTED", "42", "p"), "failed"],
    [
      "with billing",
      billingResult({ billingEnabled: true, billingAccountName: "billingAccounts/1" }, "p"),
      "ok",
    ],
    ["with a closed account", billingResult({ billingAccountName: "billingAccounts/1" }, "p"), "failed"],
    ["without billing", billingResult({ billingEnabled: false, billingAccountName: "" }, "p"), "failed"],
    ["counted by itself", quotaProjectResult({ email: undefined, quotaProject: "p" }, "p"), "ok"],
    ["counted by another", quotaProjectResult({ email: undefined, quotaProject: "q" }, "p"), "warning"],
  ])("%s", (_, result, outcome) => {
    expect(result.outcome).toBe(outcome);
  });

  it.each([
    [true, "failed"],
    [false, "warning"],
  ])("has an API off: deployed %s is %s", (isDeployed, outcome) => {
    const results = apiResults(
      ["run.googleapis.com", "iam.googleapis.com"],
      new Set(["iam.googleapis.com"]),
      {
        project: "p",
        isDeployed,
      },
    );
    expect(results.map((result) => result.outcome)).toEqual([outcome, "ok"]);
  });
});

it.each([
  [undefined, "user:YOU"],
  ["a@example.com", "user:a@example.com"],
  ["a@p.iam.gserviceaccount.com", "serviceAccount:a@p.iam.gserviceaccount.com"],
])("names %s as a member", (email, member) => {
  expect(memberOf({ email })).toBe(member);
});

describe("the cloud's checks", () => {
  const google = (code: number, message = "no") =>
    Promise.reject(Object.assign(new Error(message), { code }));
  const clock = virtualClock();
  const needs = needsFor(config(), names());
  const look = (clients: Parameters<typeof context>[0]) =>
    runChecks(cloudChecks({ ...context(clients), clock, needs }), {
      clock,
      limitMs: 12_000,
      signal: new AbortController().signal,
    });

  it("blame the credentials alone when they do not work", async () => {
    const findings = await look({ caller: () => google(16) });
    expect(findings.filter(({ outcome }) => outcome === "failed")).toMatchObject([
      { id: "credentials", fix: "gcloud auth application-default login" },
    ]);
    expect(new Set(findings.slice(1).map(({ detail }) => detail))).toEqual(
      new Set(["needs working credentials"]),
    );
  });

  it("say who is calling, and blame the project alone when it cannot be seen", async () => {
    const findings = await look({
      caller: async () => ({ email: "a@example.com", quotaProject: undefined }),
      projects: async () => ({ getProject: () => google(7), getIamPolicy: () => google(7) }),
    });
    expect(findings[0]).toMatchObject({ id: "credentials", outcome: "ok", detail: "a@example.com" });
    expect(findings.filter(({ outcome }) => outcome === "failed")).toMatchObject([
      { id: "project", fix: "gcloud projects describe cloud-runner-local" },
    ]);
  });

  it("do not call billing wrong when only its API is off", async () => {
    const consumer = "projects/cloud-runner-local";
    const off = { code: 7, message: "off", reason: "SERVICE_DISABLED", errorInfoMetadata: { consumer } };
    const findings = await look({
      caller: async () => ({ email: "a@example.com", quotaProject: undefined }),
      projects: async () => ({ getProject: async () => [{ name: "projects/42", state: 1 }] }),
      billing: async () => ({
        getProjectBillingInfo: () => Promise.reject(Object.assign(new Error("off"), off)),
      }),
    });
    expect(findings.find(({ id }) => id === "billing")).toMatchObject({
      outcome: "warning",
      fix: "gcloud services enable cloudbilling.googleapis.com --project cloud-runner-local",
    });
  });

  it("ask for one permission at a time when the project refuses the question", async () => {
    const asked: string[][] = [];
    const findings = await look({
      caller: async () => ({ email: "a@example.com", quotaProject: undefined }),
      projects: async () => ({
        getProject: async () => [{ name: "projects/42", state: 1 }],
        getIamPolicy: () => google(7),
        testIamPermissions: async ({ permissions }: { permissions: string[] }) => {
          asked.push(permissions);
          if (permissions.includes("storage.objects.get")) return google(3);
          return [{ permissions: permissions.filter((each) => each !== "storage.buckets.create") }];
        },
      }),
    });
    expect(findings.find(({ id }) => id === "permissions.storage")).toMatchObject({
      outcome: "failed",
      detail: "missing storage.buckets.create",
      fix: "gcloud projects add-iam-policy-binding cloud-runner-local --member=user:a@example.com --role=roles/storage.admin",
    });
    expect(asked).toContainEqual(["storage.objects.get"]);
  });
});
