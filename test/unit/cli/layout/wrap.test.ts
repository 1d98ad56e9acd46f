import { expect, it } from "vitest";
import { unbroken, wrap } from "../../../../src/cli/layout/wrap.ts";
import { shownLength } from "../../../../src/cli/shell/paint.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import { fakeIo } from "../support.ts";

const view = viewOf(fakeIo({ tty: true, columns: 20 }).stdout, fakeIo(), false);

it("keeps a command in backticks in one piece", () => {
  expect(wrap("See what differs with `cloud-runner plan` first.", 30)).toBe(
    "See what differs with\n`cloud-runner plan` first.",
  );
});

it("takes a backtick that nothing closes for any other character", () => {
  expect(wrap("a column `name of somebody else in a file", 20)).toBe(
    "a column `name of\nsomebody else in a\nfile",
  );
});

it.each([
  ["✔ one two three four", "✔ one two\n  three four"],
  ["  ✖ one two three", "  ✖ one two\n    three"],
  ["Fix: one two three", "Fix: one two\n  three"],
])("goes on below the text behind a mark: %j", (text, wrapped) => {
  expect(wrap(text, 12)).toBe(wrapped);
});

it("breaks text a second time where it broke it the first time", () => {
  const text = "  -n, --limit N  at most the newest `cloud-runner logs -n` entries of all that there are";
  for (const width of [20, 30, 40, 60]) expect(wrap(wrap(text, width), width)).toBe(wrap(text, width));
});

it.each([
  ["日本語 日本語 日本語", 15],
  ["👩‍👩‍👧 👩‍👩‍👧 👩‍👩‍👧 👩‍👩‍👧 👩‍👩‍👧 👩‍👩‍👧 👩‍👩‍👧", 8],
  ["café café café café", 10],
])("counts columns as a terminal does: %j", (text, width) => {
  const lines = wrap(text, width).split("\n");
  expect(lines.length).toBeGreaterThan(1);
  expect(Math.max(...lines.map(shownLength))).toBeLessThanOrEqual(width);
  expect(
    lines
      .map((line) => shownLength(`${line} x`))
      .slice(0, -1)
      .every((each) => each > width - 6),
  ).toBe(true);
});

it("leaves what must be copied in one line, with its spaces", () => {
  const line = "  export GOOGLE_APPLICATION_CREDENTIALS='a file'";
  expect(view.show(wrap(unbroken(line, view), 20))).toBe(line);
  expect(unbroken(line, { wrapsAt: Infinity })).toBe(line);
});
