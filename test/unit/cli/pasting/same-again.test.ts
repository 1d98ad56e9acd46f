import { expect, it } from "vitest";
import { withSameAgain } from "../../../../src/cli/pasting/same-again.ts";
import type { CommandInput, OptionSpecs } from "../../../../src/cli/shell/command.ts";
import { parseArguments } from "../../../../src/cli/parsing/program.ts";
import { UsageError } from "../../../../src/core/errors.ts";

const again = async (code: string, argv: readonly string[], details: string[] = []) => {
  const invocation = await parseArguments(argv);
  if (invocation.kind !== "command") throw new Error("That is no command.");
  const { command } = invocation;
  const input = invocation.input as CommandInput<OptionSpecs>;
  const fix = "Add --force to overwrite, or name another place with -o.";
  return withSameAgain(new UsageError("It is there.", { code, fix, details }), { command, input });
};

it.each([
  [
    "usage.output-exists",
    ["predict", "my data.csv", "-o", "out.csv"],
    ["cloud-runner predict 'my data.csv' --output out.csv --force"],
  ],
  ["usage.output-exists", ["runs", "fetch", "R"], ["cloud-runner runs fetch R --force"]],
  ["usage.confirmation-needed", ["down", "--json"], ["cloud-runner down --json --yes"]],
  ["usage.confirmation-needed", ["down", "--yes"], []],
  ["usage.output", ["predict", "data.csv"], []],
])("says after %s of %j the same command with the option that settles it", async (code, argv, commands) => {
  expect(await again(code, argv)).toMatchObject({ commands });
});

it("offers to leave out those of several that are there, and keeps the other way in words", async () => {
  expect(
    await again("usage.output-exists", ["predict", "in/", "-o", "out/"], ["out/a.csv", "out/b.csv"]),
  ).toMatchObject({
    commands: [
      "cloud-runner predict in/ --output out/ --force",
      "cloud-runner predict in/ --output out/ --skip-existing",
    ],
    details: ["out/a.csv", "out/b.csv", "Name another place with -o."],
  });
});
