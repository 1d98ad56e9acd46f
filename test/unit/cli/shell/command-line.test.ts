import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { predict } from "../../../../src/cli/commands/predict/command.ts";
import { commandLine } from "../../../../src/cli/shell/command-line.ts";
import { hasShell } from "../../../support/system.ts";
import { parseArguments } from "../../../../src/cli/parsing/program.ts";

async function typedAgain(...argv: string[]): Promise<string> {
  const invocation = await parseArguments(argv);
  if (invocation.kind !== "command") throw new Error("no command");
  return commandLine(invocation.command, invocation.input);
}

it("repeats what was typed, without defaults", async () => {
  expect(await typedAgain("-v", "predict", "a.csv", "--horizon=3", "--param", "growth=flat", "-o", "-")).toBe(
    "cloud-runner predict a.csv --horizon 3 --param growth=flat --output - --verbose",
  );
  expect(await typedAgain("predict", "a.csv", "--parallel", "8", "--no-plot", "--no-color")).toBe(
    "cloud-runner predict a.csv --no-plot --no-color",
  );
  expect(await typedAgain("dlq", "show", "7")).toBe("cloud-runner dlq show 7");
});

it.skipIf(!hasShell)("gives each word to the program as it was, through a POSIX shell", () => {
  const names = ["my data.csv", "it's.csv", '$(x) `y` "z".csv', "=a.csv", "~b.csv", "Umsätze\n2024.csv", "*"];
  const line = commandLine(predict, {
    arguments: names,
    options: { targetColumn: "Umsatz in €", dateColumn: "-", param: ["a=b c"] } as never,
  });
  const printed = execFileSync("sh", ["-c", line.replace(/^cloud-runner/, String.raw`printf '%s\0'`)]);
  expect(printed.toString("utf8").split("\0").slice(0, -1)).toEqual([
    "predict",
    ...names,
    "--date-column",
    "-",
    "--target-column",
    "Umsatz in €",
    "--param",
    "a=b c",
  ]);
});

it("does not take a file for an option", () => {
  expect(commandLine(predict, { arguments: ["--odd.csv", "-"], options: {} as never })).toBe(
    "cloud-runner predict ./--odd.csv -",
  );
});
