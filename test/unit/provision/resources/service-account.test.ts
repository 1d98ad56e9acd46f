import { describe, expect, it } from "vitest";
import { serviceAccount } from "../../../../src/provision/resources/service-account.ts";
import { context } from "../support.ts";

const spec = {
  project: "p",
  accountId: "forecast-run",
  email: "forecast-run@p.iam.gserviceaccount.com",
  displayName: "forecast",
  description: "made by cloud-runner for forecast",
  marker: "cloud-runner",
};
const { displayName, description } = spec;

/** IAM whose answers to a look at the account come from a list; the last one stays. */
function flapping(...answers: (200 | 403 | 404 | 503)[]) {
  let looks = 0;
  const get = async () => {
    const status = answers[Math.min(looks, answers.length - 1)]!;
    looks += 1;
    if (status === 200) return { data: { displayName, description } };
    throw Object.assign(new Error("no"), {
      status,
      response: { status, data: { error: { message: "no" } } },
    });
  };
  const iam = async () => ({ projects: { serviceAccounts: { create: async () => ({}), get } } });
  const waits: string[] = [];
  const ctx = { ...context({ iam }), waiting: (reason: string) => void waits.push(reason) };
  return { ctx, waits, looks: () => looks };
}

describe("a new service account", () => {
  it("counts as known when three looks in a row find it, and a rest later", async () => {
    const { ctx, waits, looks } = flapping(404, 200, 403, 200, 200, 404, 503, 200, 200, 200);
    await expect(serviceAccount.create(ctx, spec)).resolves.toMatchObject({ email: spec.email });
    expect(looks()).toBe(10);
    expect(waits.at(-1)).toBe(`waiting for ${spec.email} to be known everywhere`);
  });

  it("takes three looks and ten seconds where nothing is amiss", async () => {
    const { ctx, looks } = flapping(200);
    await serviceAccount.create(ctx, spec);
    expect([looks(), ctx.clock.now()]).toEqual([3, 13_000]);
  });

  it("is given up after five minutes", async () => {
    const { ctx } = flapping(403);
    await expect(serviceAccount.create(ctx, spec)).rejects.toMatchObject({ status: "PERMISSION_DENIED" });
    expect(ctx.clock.now()).toBeGreaterThan(4 * 60_000);
  });
});

it("is enabled again, by the method that Google has for it", async () => {
  const sent: unknown[] = [];
  const methods = {
    get: async () => ({ data: { displayName, description, disabled: true } }),
    enable: async (request: unknown) => void sent.push(request),
  };
  const ctx = context({ iam: async () => ({ projects: { serviceAccounts: methods } }) });
  const live = (await serviceAccount.read(ctx, spec))!;
  const changes = serviceAccount.diff(spec, live);
  expect(changes).toMatchObject([{ path: "disabled", from: true, to: false, effect: "update" }]);
  expect(serviceAccount.diff(spec, await serviceAccount.update!(ctx, spec, live, changes))).toEqual([]);
  expect(sent).toEqual([{ name: live.name }]);
});
