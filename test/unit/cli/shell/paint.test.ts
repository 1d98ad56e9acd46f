import { describe, expect, it } from "vitest";
import { createInk, shownLength } from "../../../../src/cli/shell/paint.ts";

describe("colours of our own", () => {
  const { paint, show } = createInk(true);

  it("reach the screen, one inside of another too", () => {
    expect(show(paint.red("failed"))).toBe("\u001b[31mfailed\u001b[39m");
    expect(show(paint.dim(`a ${paint.bold("b")} c`))).toBe(
      "\u001b[2ma \u001b[1mb\u001b[22m\u001b[2m c\u001b[22m",
    );
    expect(show(paint.red(""))).toBe("");
  });

  it("take no room", () => {
    expect(shownLength(paint.cyan("ab"))).toBe(2);
    expect(shownLength("\u001b")).toBe(4);
  });

  it("are absent where there is no colour", () => {
    const plain = createInk(false);
    expect(plain.show(plain.paint.bold("a"))).toBe("a");
  });
});

describe("what a terminal would obey", () => {
  it.each([
    ["clears the screen", "\u001b[2J\u001b[H"],
    ["sets the title", "\u001b]0;mine\u0007"],
    ["paints", "\u001b[31mred"],
    ["writes over the line", "done\rFAILED"],
    ["is a command of eight bits", "\u009b2J"],
    ["rubs out", "a\b\b\u007f"],
    ["turns text around", "\u202egpj.exe"],
  ])("is shown: what %s", (_, text) => {
    for (const { show } of [createInk(true), createInk(false)]) {
      // oxlint-disable-next-line no-control-regex -- they are what must not be there
      expect(show(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it("is not let through by the mark of somebody else", () => {
    const { paint } = createInk(true);
    expect(createInk(true).show(paint.red("a"))).not.toContain("\u001b");
  });

  it("does not take line ends and tabs along", () => {
    expect(createInk(false).show("a\tb\r\nc\n")).toBe("a\tb\nc\n");
  });
});
