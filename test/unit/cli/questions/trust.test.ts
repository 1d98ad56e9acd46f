import { PassThrough } from "node:stream";
import { expect, it, vi } from "vitest";
import { trustAsker } from "../../../../src/cli/questions/trust.ts";
import { fakeContext, fakeIo } from "../support.ts";

const subject = {
  folder: "/clone",
  config: "/clone/cloud-runner.json",
  decisions: [{ setting: "model", value: "./a\u001b]0;.ts", means: "its code runs" }],
};

const answering = (answer: string) => vi.fn<(question: string) => Promise<string>>(async () => answer);

it.each([
  ["y", "keep"],
  ["", "no"],
  ["n", "no"],
])("takes %j for %s, with what is decided before the eyes", async (answer, expected) => {
  const ask = answering(answer);
  expect(await trustAsker(fakeContext(fakeIo({ tty: true })), ask)!(subject)).toBe(expected);
  expect(ask.mock.calls[0]![0]).toContain('"/clone/cloud-runner.json"');
  expect(ask.mock.calls[0]![0]).toContain("its code runs");
  expect(ask.mock.calls[0]![0]).not.toContain("\u001b");
});

it("does not take --yes for an answer, which is typed without a thought", async () => {
  const ask = answering("no");
  expect(await trustAsker(fakeContext(fakeIo({ tty: true }), { yes: true }), ask)!(subject)).toBe("no");
});

it("asks nothing with --trust", async () => {
  expect(await trustAsker(fakeContext(fakeIo(), { trust: true }))!(subject)).toBe("keep");
});

it.each([
  ["without a terminal", fakeIo({ tty: false }), {}],
  ["with --json", fakeIo({ tty: true }), { json: true }],
  ["in continuous integration", fakeIo({ tty: true, env: { CI: "true" } }), {}],
])("asks nobody %s", (_, io, flags) => {
  expect(trustAsker(fakeContext(io, flags))).toBeUndefined();
});

it("takes Ctrl-D for a no, on a line of its own", async () => {
  const io = fakeIo({ tty: true });
  const screen = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY: true });
  io.stderr = screen;
  const asked = trustAsker(fakeContext(io))!(subject);
  io.stdin.write("\u0004");
  expect(await asked).toBe("no");
  expect(String(screen.read())).toMatch(/\[y\/N\].*\n$/s);
});
