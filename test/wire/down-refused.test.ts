// `down` while one of Google's APIs refuses to answer: whatever else it can do, it never says that nothing is left.
import { afterAll, beforeAll, expect, it } from "vitest";
import { removeWhole, type Removal } from "../../src/library/stack/down.ts";
import { parseConfig } from "../../src/core/config.ts";
import { apisOf } from "../../src/provision/engine/needs.ts";
import { plan } from "../../src/provision/engine/plan.ts";
import { kinds } from "../../src/provision/kinds.ts";
import { fastClock } from "../support/fast-clock.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";
import { fakeContext, fakeIo } from "../unit/cli/support.ts";

/** Methods as the local cloud names them, by API. */
const apis: Record<string, string> = {
  pubsub: "google.pubsub.*",
  run: "google.cloud.run.*",
  cloudscheduler: "google.cloud.scheduler.*",
  monitoring: "google.monitoring.*",
  artifactregistry: "google.devtools.artifactregistry.*",
  storage: "* /storage/*",
  iam: "* /v1/projects/*",
  cloudresourcemanager: "google.cloud.resourcemanager.*",
  serviceusage: "google.api.serviceusage.*",
};

it("knows every API of the stack's resources", () => {
  const asked = apisOf(kinds.flatMap(({ needs }) => needs)).map(shortName);
  // Billing is linked where a project is made, and `down` does not ask for it.
  expect(Object.keys(apis).toSorted()).toEqual(asked.filter((api) => api !== "cloudbilling"));
});
const shortName = (api: string) => api.replace(".googleapis.com", "");

let stack: TestStack;

beforeAll(async () => {
  stack = await openStack({ clock: fastClock(60) });
  await stack.up();
});
afterAll(() => stack.close());

function down(deleteProject = false) {
  const { ctx } = stack;
  const asked: Removal[] = [];
  const settings = { config: parseConfig({}, "test"), names: ctx.names, source: undefined };
  const removed = removeWhole(
    fakeContext(fakeIo()),
    { cloud: ctx, settings, localCloud: undefined },
    { deleteProject, approve: async (removal) => void asked.push(removal) },
  );
  return removed.then(
    () => expect.unreachable("nothing was said to be left"),
    (error: { code: string; exitCode: number; details: string[]; fix: string }) => error,
  );
}

/** What is there still, by those who can look. */
const left = async () =>
  (await plan(stack.ctx, stack.nodes())).rows.filter(({ action }) => action === "noop");

const refusals = ["service-disabled", "service-disabled-elsewhere", "forbidden", "overloaded"] as const;
/** One refusal of each API and all of one; with CLOUD_RUNNER_ALL all of each. */
const cases = Object.keys(apis).flatMap((api) =>
  refusals
    .filter((_, index) => api === "pubsub" || index === 0 || process.env["CLOUD_RUNNER_ALL"])
    .map((refusal) => [api, refusal] as const),
);

// The first removes all that it can; for the others nothing is left to be removed, which they must not believe.
it.each(cases)("names what it could not look at when %s answers with %s", async (api, refusal) => {
  await stack.chaos({ refuseFirst: [{ method: apis[api], refusal, times: 100_000 }] });
  const error = await down();
  await stack.chaos({});
  const isProject = /^(cloudresourcemanager|serviceusage)$/.test(api) && refusal === "forbidden";
  expect(error.code).toBe(isProject ? "project.not-found" : "down.not-looked-at");
  expect(error.exitCode).toBe(1);
  expect(error.fix).toMatch(/cloud-runner|gcloud/);
  const named = new RegExp(`${api}\\.[A-Z]\\w+ failed|bucket name`).test(error.details.join("\n"));
  expect(named || isProject).toBe(true);
});

it("left nothing but what the first refusal hid, and that goes once it can be looked at", async () => {
  const kinds = new Set((await left()).map(({ kind }) => kind.split(".")[0]));
  expect([...kinds]).not.toContain("run");
  await stack.down();
  expect((await left()).map(({ kind }) => kind)).not.toContain("pubsub.topic");
});
