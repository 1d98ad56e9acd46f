import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { main } from "../../../../src/cli/main.ts";
import { renderEntry } from "../../../../src/cli/screen/log-entry.ts";
import { commandNames } from "../../../../src/cli/shell/command-table.ts";
import { renderError } from "../../../../src/cli/shell/render-error.ts";
import { wrap } from "../../../../src/cli/layout/wrap.ts";
import { facts, table } from "../../../../src/cli/shell/table.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import { UsageError } from "../../../../src/core/errors.ts";
import { fakeIo } from "../support.ts";

const wordsOf = (text: string): string[] => stripVTControlCharacters(text).split(/\s+/).filter(Boolean);

/** Lines that are wider, though they are more than one word. */
const tooWide = (text: string, width: number): string[] =>
  stripVTControlCharacters(text)
    .split("\n")
    .filter((line) => line.length > width && line.trim().includes(" "));

async function help(columns: number, ...words: string[]): Promise<string> {
  const io = fakeIo({ tty: true, columns });
  expect(await main(["help", ...words], io)).toBe(0);
  return io.out();
}

describe.each([80, 40])("at %i columns", (columns) => {
  it.each(["", ...commandNames, "exit-codes", "environment", "dlq replay"])(
    "wraps the help of %j",
    async (name) => {
      const words = name.split(" ").filter(Boolean);
      const text = await help(columns, ...words);
      expect(tooWide(text, columns)).toEqual([]);
      expect(wordsOf(text).filter((word) => word !== "\\")).toEqual(
        wordsOf(await help(1000, ...words)).filter((word) => word !== "\\"),
      );
    },
  );

  it("wraps errors and log entries", () => {
    const sentence = "Move such code of the file into load, which only the service calls, ".repeat(4);
    const message = `${sentence}${"x".repeat(90)} ${sentence}`;
    const shown = (width: number) => {
      const view = viewOf(fakeIo({ tty: true, columns: width }).stdout, fakeIo(), false);
      const error = new UsageError(message, { details: [message], fix: message });
      const entry = {
        timestamp: "2026-03-01T08:00:00Z",
        receiveTimestamp: "2026-03-01T08:00:00Z",
        severity: "INFO",
        message,
        labels: {},
        fields: {},
        insertId: "1",
      };
      return view.show(
        `${renderError(error, view, { verbose: false, about: "" })}\n${renderEntry(entry, view)}`,
      );
    };
    expect(tooWide(shown(columns), columns)).toEqual([]);
    expect(wordsOf(shown(columns))).toEqual(wordsOf(shown(100_000)));
  });
});

it("goes on below the last column, or at the beginning where that is too far right", () => {
  expect(wrap("  -n, --limit N  at most the newest N entries", 40)).toBe(
    "  -n, --limit N  at most the newest N\n                 entries",
  );
  expect(wrap("  -n, --limit N  at most the newest N", 24)).toBe("  -n, --limit N  at most\n  the newest N");
});

it("leaves alone what goes to a file", () => {
  expect(viewOf(fakeIo().stdout, fakeIo(), false).wrapsAt).toBe(Infinity);
});

describe("a table without room for its columns", () => {
  const at = (columns: number) => viewOf(fakeIo({ tty: true, columns }).stdout, fakeIo(), true);
  const rows = [
    ["--limit N", "at most the newest N entries of all that there are"],
    ["--job", "only what the job logged"],
  ];

  it("goes on below the last column", () => {
    expect(table(rows, at(40))).toBe(
      [
        "--limit N  at most the newest N entries",
        "           of all that there are",
        "--job      only what the job logged",
      ].join("\n"),
    );
  });

  it("stands below each other where that column would be too narrow", () => {
    expect(table(rows, at(24))).toBe(
      [
        "--limit N",
        "    at most the newest N",
        "    entries of all that",
        "    there are",
        "--job",
        "    only what the job",
        "    logged",
      ].join("\n"),
    );
  });

  it("names the cells of a row by the heads", () => {
    const runs = [["20260102-030405-a1b2c3d4", "2026-01-02 03:04", "2 done", ""]];
    const heads = ["run", "started (UTC)", "state", "inputs"];
    expect(table(runs, at(40), { heads })).toBe(
      ["20260102-030405-a1b2c3d4", "  started (UTC)  2026-01-02 03:04", "  state          2 done"].join("\n"),
    );
  });

  it("puts a word that is too long below its row, in one piece", () => {
    const address = `https://${"a".repeat(25)}.run.app`;
    expect(
      facts(
        [
          ["url", address],
          ["name", "a"],
        ],
        at(40),
      ),
    ).toBe(`url\n  ${address}\nname  a`);
  });
});
