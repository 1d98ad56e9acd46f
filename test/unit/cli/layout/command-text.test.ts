import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { commandTable, commandText } from "../../../../src/cli/layout/command-text.ts";
import { inPlace } from "../../../../src/cli/pasting/in-place.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import { hasShell } from "../../../support/system.ts";
import { fakeIo } from "../support.ts";

const viewAt = (columns: number, platform: NodeJS.Platform = "linux") =>
  viewOf(fakeIo({ tty: true, columns }).stdout, { env: {}, platform }, true);

const command =
  "printf '%s\\n' predict 'my data.csv' --model prophet --horizon 28 --param \"a b\\\"c\" --target-column it\\'s -o out/";

describe("a command on a narrow screen", () => {
  it("stands in one line where there is room", () => {
    expect(commandText("cloud-runner up", viewAt(40))).toBe("  cloud-runner up");
  });

  it("goes on behind a backslash, an option with its value", () => {
    const view = viewAt(40);
    const text = commandText("cloud-runner predict data.csv --model prophet --horizon 28 -o out.csv", view);
    expect(view.show(text)).toBe(
      ["  cloud-runner predict data.csv \\", "    --model prophet --horizon 28 \\", "    -o out.csv"].join(
        "\n",
      ),
    );
  });

  it("is laid out with the place that it needs where it is pasted, and is given that once", () => {
    const pasting = { tool: "cloud-runner", place: ["--cwd", "/srv/shops"] };
    const placed = (text: string) => inPlace(text, pasting);
    const view = { ...viewAt(40), placed };
    const text = commandText("cloud-runner runs fetch 20260102-030405-0a1b2c3d", view);
    const lines = ["  cloud-runner runs fetch \\", "    --cwd /srv/shops \\", "    20260102-030405-0a1b2c3d"];
    expect(view.show(text)).toBe(lines.join("\n"));
    expect(placed(view.show(text))).toBe(view.show(text));
    const beside = commandTable([["cloud-runner up", "brings it up"]], view);
    expect(beside).toBe("  cloud-runner up --cwd /srv/shops\n      brings it up");
  });

  it.skipIf(!hasShell).each([20, 30, 40, 60, 80])("means the same to a shell at %i columns", (columns) => {
    const view = viewAt(columns);
    const text = view.show(commandText(command, view));
    const run = (line: string) => execFileSync("sh", ["-c", line], { encoding: "utf8" });
    expect(run(text)).toBe(run(command));
    const tooWide = text.split("\n").filter((line) => line.length > columns);
    expect(
      tooWide.filter(
        (line) =>
          line
            .trim()
            .replace(/ \\$/, "")
            .split(/ (?=-)/).length > 1,
      ),
    ).toEqual([]);
  });

  it("stays in one line on Windows, whose shells know no such thing", () => {
    const view = viewAt(40, "win32");
    expect(view.show(commandText(command, view))).toBe(`  ${command}`);
  });
});

it("shows what a command does beside it, or below it", () => {
  const rows = [["cloud-runner dlq replay 42", "try the same input again"]] as const;
  expect(commandTable(rows, viewAt(80))).toBe("  cloud-runner dlq replay 42  try the same input again");
  expect(commandTable(rows, viewAt(40))).toBe("  cloud-runner dlq replay 42\n      try the same input again");
});
