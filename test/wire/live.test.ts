// The live checklist as a program, on the local cloud: every row that asks APIs holds, and none holds when they refuse.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checklist, sections } from "../live/checklist.ts";
import { connection } from "../live/connection.ts";
import type { Ended, Live, Row } from "../live/row.ts";
import { redacted, report, runRows } from "../live/rows.ts";
import { asOwner } from "../support/as-owner.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";

const rows = sections.flatMap((section) => section.rows).filter(({ check }) => check !== undefined);
let stack: TestStack;
let live: Live;
let toolEnds: Ended;

beforeAll(async () => {
  stack = await openStack();
  await stack.up();
  // A second project, in which the stack's APIs are off.
  await fetch(
    `${stack.cloud.httpUrl}/v1/projects`,
    asOwner(stack.cloud, {
      method: "POST",
      body: JSON.stringify({ projectId: "second-project" }),
    }),
  );
  live = {
    names: stack.ctx.names,
    second: "second-project",
    ...connection(stack.cloud),
    tool: async () => toolEnds,
    toolWith: () => async () => toolEnds,
    stack: async () => async () => toolEnds,
    pause: async () => {},
  };
});
afterAll(() => stack.close());

const holds = async (row: Row) => {
  const [outcome] = await runRows([row], live, { all: true });
  return { holds: outcome!.holds, exchanges: outcome!.exchanges.length > 0 || outcome!.exchanges };
};

describe.each(rows)("$assumption", (row) => {
  it("holds, and does not when everything is refused", async () => {
    toolEnds = { exitCode: 0, stdout: "", stderr: "" };
    expect(await holds(row)).toEqual({ holds: true, exchanges: true });
    toolEnds = { exitCode: 1, stdout: "", stderr: "" };
    await stack.chaos({ refuseFirst: [{ method: "*", times: 100_000 }] });
    try {
      expect(await holds(row)).toMatchObject({ holds: false });
    } finally {
      await stack.chaos({});
    }
  });
});

it("the checklist is made of the same rows", async () => {
  const loose = (text: string) => text.replaceAll(/-{2,}/g, "---").replaceAll(/ +/g, " ");
  const written = await readFile(new URL("../../docs/live-checklist.md", import.meta.url), "utf8");
  expect(loose(written)).toBe(loose(checklist()));
});

it("a report holds neither tokens nor addresses of people", () => {
  const exchange = {
    asked: "GET / Bearer abc.def",
    answered: "ya29.secret for a.b@example.com by s@p.iam.gserviceaccount.com",
  };
  const text = report([{ assumption: "x", holds: false, exchanges: [exchange] }], "About.");
  expect(text).toContain("DOES NOT HOLD: x");
  expect(text).toContain("<token> for <address> by s@p.iam.gserviceaccount.com");
  expect(redacted("Bearer abc.def")).toBe("Bearer <token>");
});

it("says how it is called", async () => {
  const program = fileURLToPath(new URL("../live/main.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, "--help"]);
  expect(stdout).toContain("npm run live -- --project ID");
});
