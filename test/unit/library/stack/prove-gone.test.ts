import { describe, expect, it } from "vitest";
import { proveGone } from "../../../../src/library/stack/prove-gone.ts";
import { context, names } from "../../provision/support.ts";
import { fakeContext, fakeIo } from "../../cli/support.ts";

/** A cloud with nothing in it but an account that the list goes on to name for a while. */
function emptied(listings: number) {
  let asked = 0;
  const email = names().runtimeAccount;
  const none = async () => [[]];
  const list = async () => ({ data: { accounts: (asked += 1) <= listings ? [{ email }] : [] } });
  const ctx = context({
    storage: async () => ({ getBuckets: none, bucket: () => ({ getNotifications: none }) }),
    topics: async () => ({ listTopics: none }),
    subscriptions: async () => ({ listSubscriptions: none }),
    services: async () => ({ listServices: none }),
    jobs: async () => ({ listJobs: none }),
    scheduler: async () => ({ listJobs: none }),
    client: async () => ({ listAlertPolicies: none, listNotificationChannels: none }),
    artifactRegistry: async () => ({ listRepositories: none }),
    iam: async () => ({ projects: { serviceAccounts: { list } } }),
  });
  return { ctx, asked: () => asked };
}

describe("the proof that nothing is left", () => {
  it("is one look when nothing is", async () => {
    const { ctx, asked } = emptied(0);
    await proveGone(fakeContext(fakeIo()), ctx);
    expect(asked()).toBe(1);
    expect(ctx.clock.now()).toBe(0);
  });

  it("waits for a list that lags behind the deletions", async () => {
    const { ctx, asked } = emptied(3);
    await proveGone(fakeContext(fakeIo()), ctx);
    expect(asked()).toBe(4);
    expect(ctx.clock.now()).toBeGreaterThan(3000);
  });

  it("does not wait for what others have put there, and names it", async () => {
    const { ctx, asked } = emptied(Number.POSITIVE_INFINITY);
    const left = await proveGone(fakeContext(fakeIo()), ctx, [], () => false);
    expect(left).toEqual([
      { kind: "iam.serviceAccount", name: expect.stringContaining(names().runtimeAccount) as string },
    ]);
    expect(asked()).toBe(1);
    expect(ctx.clock.now()).toBe(0);
  });

  it("ends with what is still there, after a minute and a half at most", async () => {
    const { ctx } = emptied(Number.POSITIVE_INFINITY);
    await expect(proveGone(fakeContext(fakeIo()), ctx)).rejects.toMatchObject({
      code: "down.not-gone",
      details: [expect.stringContaining(names().runtimeAccount)],
    });
    expect(ctx.clock.now()).toBeGreaterThan(60_000);
    expect(ctx.clock.now()).toBeLessThanOrEqual(90_000);
  });
});
