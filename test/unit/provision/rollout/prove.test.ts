import { expect, it } from "vitest";
import { prove } from "../../../../src/provision/rollout/prove.ts";
import { context } from "../support.ts";

const address = {
  uri: "https://candidate---s.run.app",
  audience: "https://s.run.app",
  path: "/ready",
  isOpen: true,
};

/** Answers with these statuses, one after the other, the last one forever; 0 is no answer. */
function answering(...statuses: number[]) {
  const asked: { url: string; authorization: string | null }[] = [];
  const send = async (url: unknown, init?: RequestInit): Promise<Response> => {
    asked.push({ url: String(url), authorization: new Headers(init?.headers).get("authorization") });
    const status = statuses.length > 1 ? statuses.shift()! : statuses[0]!;
    if (status === 0) throw new TypeError("fetch failed");
    return new Response(null, { status });
  };
  return { asked, send: send as typeof fetch };
}
const ctx = (token: string | undefined) => context({ idToken: async () => token, faultBudgetMs: 120_000 });

it("asks the revision at its own address, as somebody who may", async () => {
  const { asked, send } = answering(200);
  expect(await prove(ctx("t"), address, send)).toMatchObject({ by: "request" });
  expect(asked).toEqual([{ url: "https://candidate---s.run.app/ready", authorization: "Bearer t" }]);
});

it("asks again while the address is not known everywhere", async () => {
  const { asked, send } = answering(404, 0, 200);
  expect(await prove(ctx("t"), address, send)).toMatchObject({ by: "request" });
  expect(asked).toHaveLength(3);
});

it("says that only the startup check stands for it, without a token or the right to call", async () => {
  const { asked, send } = answering(403);
  expect(await prove(ctx(undefined), address, send)).toMatchObject({ by: "condition" });
  expect(asked).toEqual([]);
  const refused = await prove(ctx("t"), address, send);
  expect(refused).toMatchObject({ by: "condition" });
  expect(refused.text).toContain("403");
  expect(refused.text).toContain("roles/run.invoker");
});

it("blames no role where the token itself is not taken", async () => {
  const { text } = await prove(ctx("t"), address, answering(401).send);
  expect(text).toContain("(401)");
  expect(text).not.toContain("roles/run.invoker");
});

it("does not ask from outside what only internal networks reach", async () => {
  const { asked, send } = answering(404);
  const proof = await prove(ctx("t"), { ...address, isOpen: false }, send);
  expect(proof).toMatchObject({
    by: "condition",
    text: expect.stringContaining("service.ingress") as string,
  });
  expect(asked).toEqual([]);
});

it("moves no traffic to what answers with a fault", async () => {
  await expect(prove(ctx("t"), address, answering(500).send)).rejects.toMatchObject({
    code: "deploy.not-serving",
    details: ["GET https://candidate---s.run.app/ready: 500"],
  });
});

it("asks nothing of a container that has no path for it", async () => {
  const { asked, send } = answering(404);
  expect(await prove(ctx("t"), { ...address, path: undefined }, send)).toMatchObject({ by: "condition" });
  expect(asked).toEqual([]);
});
