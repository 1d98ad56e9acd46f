import { expect, it } from "vitest";
import { commandIn } from "../../../../src/cli/pasting/other-folders.ts";
import type { CommandInput, OptionSpecs } from "../../../../src/cli/shell/command.ts";
import { parseArguments } from "../../../../src/cli/parsing/program.ts";

it.each([
  [["logs", "--since", "10m"], "cloud-runner logs --since 10m --cwd /srv/sales"],
  [
    ["predict", "data.csv", "--horizon", "28"],
    "cloud-runner predict /data/data.csv --horizon 28 --cwd /srv/sales",
  ],
  [
    ["predict", "gs://in/**", "-", "-o", "out/"],
    "cloud-runner predict 'gs://in/**' - --output /data/out/ --cwd /srv/sales",
  ],
  [["schedule", "show", "nightly"], "cloud-runner schedule show nightly --cwd /srv/sales"],
  [
    ["schedule", "add", "nightly", "in/", "--cron", "0 5 * * *"],
    "cloud-runner schedule add nightly /data/in/ --cron '0 5 * * *' --cwd /srv/sales",
  ],
  [
    ["dlq", "replay", "7", "--fixed", "a.csv"],
    "cloud-runner dlq replay 7 --fixed /data/a.csv --cwd /srv/sales",
  ],
  [["status", "-C", "other"], "cloud-runner status --cwd /srv/sales"],
])("says %j for another folder, about the same files", async (argv, expected) => {
  const invocation = await parseArguments(argv);
  if (invocation.kind !== "command") throw new Error("That is no command.");
  const { command } = invocation;
  const input = invocation.input as CommandInput<OptionSpecs>;
  expect(commandIn("/srv/sales", { command, input, folder: "/data" })).toBe(expected);
});
