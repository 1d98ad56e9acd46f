import { PassThrough } from "node:stream";
import { expect, it, vi } from "vitest";
import { confirm, confirmByName } from "../../../../src/cli/shell/confirm.ts";
import { fakeContext, fakeIo, type FakeIo } from "../support.ts";

const answering = (answer: string) => vi.fn<(question: string) => Promise<string>>(async () => answer);

it("asks nothing with --yes", async () => {
  const ask = answering("no");
  await confirm(fakeContext(fakeIo({ tty: true }), { yes: true }), "Go on?", ask);
  await confirmByName(fakeContext(fakeIo(), { yes: true }), "Go on?", "forecast", ask);
  expect(ask).not.toHaveBeenCalled();
});

it.each([
  ["without a terminal", fakeIo({ tty: false }), {}],
  ["with --json", fakeIo({ tty: true }), { json: true }],
  ["in continuous integration", fakeIo({ tty: true, env: { CI: "true" } }), {}],
])("names the flag that answers instead of asking %s", async (_, io, flags) => {
  const ask = answering("yes");
  await expect(confirm(fakeContext(io, flags), "Go on?", ask)).rejects.toMatchObject({
    exitCode: 2,
    fix: expect.stringContaining("--yes"),
    details: ["Go on?"],
  });
  expect(ask).not.toHaveBeenCalled();
});

it.each(["y", "YES", " yes "])("takes %j for a yes", async (answer) => {
  await expect(
    confirm(fakeContext(fakeIo({ tty: true })), "Go on?", answering(answer)),
  ).resolves.toBeUndefined();
});

it.each(["", "n", "yep"])("takes %j for a no, which is not a success", async (answer) => {
  const asked = confirm(fakeContext(fakeIo({ tty: true })), "Go on?", answering(answer));
  await expect(asked).rejects.toMatchObject({ code: "declined", exitCode: 1 });
});

it("wants the name in full for what cannot be undone", async () => {
  const context = fakeContext(fakeIo({ tty: true }));
  await expect(confirmByName(context, "Delete?", "forecast", answering("forecast"))).resolves.toBeUndefined();
  await expect(confirmByName(context, "Delete?", "forecast", answering("yes"))).rejects.toMatchObject({
    code: "declined",
  });
});

it.each([
  ["Ctrl-D", (stdin: FakeIo["stdin"]) => stdin.write("\u0004")],
  ["the end of what is read", (stdin: FakeIo["stdin"]) => stdin.end()],
])("takes %s for a no", async (_, answer) => {
  const io = fakeIo({ tty: true });
  // What a prompt needs of a terminal.
  io.stderr = Object.assign(new PassThrough(), { isTTY: true });
  const asked = confirm(fakeContext(io), "Go on?");
  answer(io.stdin);
  await expect(asked).rejects.toMatchObject({ code: "declined" });
});
