import { expect, it } from "vitest";
import { createFrame } from "../../../../src/cli/screen/frame.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";

function terminal(columns: number, rows: number) {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text), columns, rows, isTTY: true };
  const view = viewOf(stream as never, { env: {}, platform: "linux" }, true);
  const frame = createFrame(stream, view);
  return { stream, draw: (text: string) => (frame.draw(text), written.at(-1)!) };
}
const escape = "\u001b";
const ours = new RegExp(String.raw`${escape}\[(\?2026[hl]|K|J|\d+A)|\r`, "g");
const body = (written: string) => written.replaceAll(ours, "");
const wentUp = (written: string) => Number(new RegExp(String.raw`${escape}\[(\d+)A`).exec(written)?.[1] ?? 0);

it("goes back to where it began, and erases what is left of longer lines and of more lines", () => {
  const { draw } = terminal(80, 24);
  expect(wentUp(draw("one\ntwo\nthree"))).toBe(0);
  const second = draw("1\n2");
  expect(wentUp(second)).toBe(3);
  expect(second).toContain("1\u001b[K\n2\u001b[K\n\u001b[J");
  expect(wentUp(draw("x"))).toBe(2);
});

it("leaves out what the screen has no room for, and says so", () => {
  const { draw } = terminal(80, 5);
  const lines = Array.from({ length: 10 }, (_, index) => `line ${index}`).join("\n");
  expect(body(draw(lines))).toBe("line 0\nline 1\nline 2\n… 7 lines more\n");
  expect(wentUp(draw(lines))).toBe(4);
});

it("knows that a narrower window has broken its lines", () => {
  const { draw, stream } = terminal(80, 24);
  draw(`${"x".repeat(60)}\nshort`);
  stream.columns = 40;
  expect(wentUp(draw("y"))).toBe(3);
});

it("obeys nothing that others have written", () => {
  const { draw } = terminal(80, 24);
  expect(body(draw("a\u001b[2Jb"))).not.toContain("\u001b");
});
