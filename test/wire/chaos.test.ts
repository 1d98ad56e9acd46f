// Each trouble of the real platform, played by the local cloud: the stack comes up all the same, and says what it waits for.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reporter } from "../../src/provision/engine/walk.ts";
import { asOwner } from "../support/as-owner.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";
import { skippingClock } from "../support/skipping-clock.ts";

let stack: TestStack;
/** Sentences that were told while something was waited for, by node. */
let waits: Map<string, Set<string>>;

const reporter: Reporter = {
  waiting: (row, reason) => void waits.set(row.id, (waits.get(row.id) ?? new Set()).add(reason)),
};
const told = (...ids: string[]) => ids.flatMap((id) => [...(waits.get(id) ?? [])]);
/** Reads and writes of a method so far. */
async function countOf(method: RegExp): Promise<number> {
  const response = await fetch(`${stack.cloud.httpUrl}/_local/requests`, asOwner(stack.cloud));
  const { requests } = (await response.json()) as { requests: { method: string }[] };
  return requests.filter((request) => method.test(request.method)).length;
}

beforeEach(async () => {
  waits = new Map();
  // Pauses between tries take no time, so that a busy machine does not use up what they may take together.
  stack = await openStack({ clock: skippingClock() });
});
afterEach(() => stack.close());

describe("a stack that comes up on a troubled cloud", () => {
  it("waits until accounts, APIs and grants of a moment ago are known", async () => {
    await stack.chaos({ visibleAfterAsks: 2 });
    await stack.up({ reporter });
    expect(await stack.pending()).toEqual([]);
    expect(told("topic", "repository")).toContain("waiting for a freshly enabled API");
    expect(told("runtime-account").join()).toMatch(/^waiting for .*forecast.* to be known$/);
  });

  it("waits until Cloud Storage knows the grant of a moment ago", async () => {
    await stack.up();
    const { names, project } = stack.ctx;
    const bucket = (await stack.clients.storage()).bucket(names.inputBucket);
    await (await bucket.getNotifications())[0][0]!.delete();
    const resource = `projects/${project}/topics/${names.topic}`;
    const topics = await stack.clients.topics();
    await topics.setIamPolicy({ resource, policy: { bindings: [] } } as never);
    await stack.chaos({ visibleAfterAsks: 2 });
    await stack.up({ reporter });
    expect(await stack.pending()).toEqual([]);
    expect(told("notification")).toContain("waiting for the right to publish to be known to Cloud Storage");
  });

  it("waits for operations that take their time", async () => {
    await stack.chaos({ operationPolls: 3 });
    await stack.up({ reporter });
    expect(await stack.pending()).toEqual([]);
    expect(told("repository")).toContain("waiting for the image repository");
    expect(told("services").join()).toMatch(/APIs to be enabled$/);
    expect(told("service")).toContain("waiting for Cloud Run to start the revision");
    expect(await countOf(/Operations\/GetOperation$/)).toBeGreaterThanOrEqual(3 * 3);
  });

  it.each([429, 503, 403])("tries again what was refused with %i at first", async (status) => {
    await stack.chaos({ refuseFirst: [{ method: "*", status }] });
    await stack.up({ reporter });
    expect(await stack.pending()).toEqual([]);
    expect(told("topic", "dead-letter-topic")).toContain("waiting for Google Cloud to answer");
    expect(told("input-bucket", "output-bucket")).toContain("waiting for Google Cloud to answer");
    expect(told("service").join()).toMatch(/waiting for (Google Cloud to answer|fresh accounts and rights)/);
  });

  it("waits while a deleted service of the same name drains", async () => {
    await stack.chaos({ refuseFirst: [{ method: "CreateService", times: 2, status: 409 }] });
    await stack.up({ reporter });
    expect(await stack.pending()).toEqual([]);
    expect(told("service")).toContain("waiting for the deleted one of this name to be gone");
  });

  it("reads a policy again that somebody else has written in between", async () => {
    await stack.chaos({ staleEtags: 4 });
    await stack.up({ reporter });
    expect(await stack.pending()).toEqual([]);
    expect([...waits.values()].flatMap((reasons) => [...reasons]).join("\n")).toMatch(
      /waiting for another writer of the policy of /,
    );
  });

  it("finds what it had made when the answer to a write was lost", async () => {
    await stack.chaos({ loseAnswers: [{ method: "*" }] });
    await stack.up({ reporter });
    expect(await stack.pending()).toEqual([]);
    expect(told("topic", "dead-letter-topic")).toContain("waiting for Google Cloud to answer");
    const storage = await stack.clients.storage();
    const [notifications] = await storage.bucket(stack.ctx.names.inputBucket).getNotifications();
    expect(notifications).toHaveLength(1);
  });

  it("gives up within its time on what never gets better, says what was asked, and leaves the rest whole", async () => {
    await stack.chaos({ refuseFirst: [{ method: "CreateTopic", times: 1000, status: 503 }] });
    await expect(stack.up({ reporter })).rejects.toMatchObject({
      name: "ApplyError",
      details: expect.arrayContaining([expect.stringContaining("pubsub.CreateTopic")]) as string[],
    });
    expect(told("topic")).toContain("waiting for Google Cloud to answer");
    await stack.chaos({});
    await stack.up();
    expect(await stack.pending()).toEqual([]);
  });
});

describe("a stack that goes down on a troubled cloud", () => {
  it.each([
    ["refused first calls", { refuseFirst: [{ method: "*", status: 503 }] }],
    ["a rate limit", { refuseFirst: [{ method: "*Delete*", times: 2, status: 429 }] }],
    ["lost answers", { loseAnswers: [{ method: "*" }] }],
    ["stale etags", { staleEtags: 4 }],
    ["slow operations", { operationPolls: 3 }],
  ])("is gone at the end all the same: %s", async (_what, settings) => {
    await stack.up();
    await stack.chaos(settings);
    await stack.down({ reporter });
    expect(waits.size).toBeGreaterThan(0);
    expect((await stack.pending()).filter((row) => !row.startsWith("create"))).toEqual([]);
  });
});

describe("the console route of the troubles", () => {
  it("says what is wrong with the settings, and keeps the old ones", async () => {
    const url = `${stack.cloud.httpUrl}/_local/chaos`;
    await stack.chaos({ operationPolls: 1 });
    const answer = await fetch(
      url,
      asOwner(stack.cloud, { method: "PUT", body: '{"latencyMs": "fast", "luck": 0}' }),
    );
    expect(answer.status).toBe(400);
    const { problems } = (await answer.json()) as { problems: string[] };
    expect(problems.join("\n")).toMatch(/latencyMs[\s\S]*luck/);
    const kept = (await (await fetch(url, asOwner(stack.cloud))).json()) as {
      settings: object;
      crashed: boolean;
    };
    expect(kept).toMatchObject({ settings: { operationPolls: 1, latencyMs: 0 }, crashed: false });
  });

  it("delays every request by what it is told", async () => {
    await stack.chaos({ latencyMs: 120 });
    const startedAt = performance.now();
    await (await stack.clients.projects()).getProject({ name: `projects/${stack.ctx.project}` });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(115);
  });
});
