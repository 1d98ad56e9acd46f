import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { canAsk, canChoose, choose } from "../../../../src/cli/questions/choose.ts";
import { InterruptedError } from "../../../../src/core/errors.ts";
import { fakeContext, fakeIo, noFlags, type FakeIo } from "../support.ts";

const answers = [
  { value: "Revenue", name: "Revenue" },
  { value: "Units", name: "the units" },
];

let io: FakeIo;
let screen: PassThrough;

beforeEach(() => {
  io = fakeIo({ tty: true });
  screen = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  io.stderr = screen;
});
afterEach(() => {
  screen.destroy();
  io.stdin.destroy();
});

/** Once the question is on the screen. */
async function press(keys: string): Promise<void> {
  let shown = "";
  for await (const text of screen.iterator({ destroyOnReturn: false })) {
    shown += String(text);
    if (shown.includes("the units")) break;
  }
  io.stdin.write(keys);
}

it("takes the first answer on Enter, and the next after an arrow down", async () => {
  const first = choose(fakeContext(io), "Which?", answers);
  await press("\r");
  expect(await first).toBe("Revenue");
  const second = choose(fakeContext(io), "Which?", answers);
  await press("\u001B[B\r");
  expect(await second).toBe("Units");
});

it("is interrupted by Ctrl-C", async () => {
  const asked = choose(fakeContext(io), "Which?", answers).catch((error: unknown) => error);
  await press("\u0003");
  expect(await asked).toBeInstanceOf(InterruptedError);
});

it("gives no answer on Ctrl-D, and when nothing more can be typed", async () => {
  const asked = choose(fakeContext(io), "Which?", answers);
  await press("\u0004");
  expect(await asked).toBeUndefined();
  const again = choose(fakeContext(io), "Which?", answers);
  await press("");
  io.stdin.end();
  expect(await again).toBeUndefined();
  expect(io.stdin.listenerCount("keypress")).toBe(0);
});

it("ends when the command is ended from outside", async () => {
  const ending = new AbortController();
  const context = { ...fakeContext(io), signal: ending.signal };
  const asked = choose(context, "Which?", answers).catch((error: unknown) => error);
  await press("");
  ending.abort(new InterruptedError("Enough."));
  expect(await asked).toMatchObject({ message: "Enough." });
});

it("asks people only", () => {
  const asker = fakeContext(io);
  expect(canAsk(asker)).toBe(true);
  expect(canAsk({ ...asker, flags: { ...noFlags, json: true } })).toBe(false);
  expect(canAsk({ ...asker, flags: { ...noFlags, quiet: true } })).toBe(false);
  expect(canAsk({ ...asker, io: { ...io, env: { CI: "true" } } })).toBe(false);
  // A yes can be typed there, but nothing chosen.
  const dumb = { ...asker, io: { ...io, env: { TERM: "dumb" } } };
  expect([canAsk(dumb), canChoose(dumb), canChoose(asker)]).toEqual([true, false, true]);
  expect(canAsk({ ...asker, io: { ...io, stdin: Object.assign(new PassThrough(), { isTTY: false }) } })).toBe(
    false,
  );
});
