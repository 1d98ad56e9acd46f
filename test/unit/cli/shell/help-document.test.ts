import { describe, expect, it } from "vitest";
import { main } from "../../../../src/cli/main.ts";
import { allCommands, loadSubcommands } from "../../../../src/cli/shell/command-table.ts";
import { isGroup, longName } from "../../../../src/cli/shell/command.ts";
import type {
  CommandDocument,
  GroupDocument,
  OptionDocument,
} from "../../../../src/cli/shell/help-document.ts";
import { fakeIo } from "../support.ts";

async function asked<T>(...argv: string[]): Promise<T> {
  const io = fakeIo();
  expect(await main(argv, io)).toBe(0);
  expect(io.err()).toBe("");
  return JSON.parse(io.out()) as T;
}

interface Whole {
  schemaVersion: number;
  name: string;
  commands: (CommandDocument | GroupDocument)[];
  options: OptionDocument[];
  exitCodes: { code: number; name: string; meaning: string }[];
  environment: { name: string; meaning: string }[];
}

describe("help --json", () => {
  it("holds every command of the table with every option, and no others", async () => {
    const { commands } = await asked<Whole>("help", "--json");
    const documents = commands.flatMap((each) => ("commands" in each ? each.commands : [each]));
    const known = (
      await Promise.all(allCommands.map(async (entry) => (isGroup(entry) ? loadSubcommands(entry) : [entry])))
    ).flat();
    expect(documents.map(({ name, options }) => [name, options.map((option) => option.name)])).toEqual(
      known.map(({ name, options }) => [name, Object.keys(options).map((key) => `--${longName(key)}`)]),
    );
  });

  it("says what an option may be", async () => {
    const { command, options } = await asked<{ command: CommandDocument; options: OptionDocument[] }>(
      "help",
      "predict",
      "--json",
    );
    const of = (name: string) => command.options.find((option) => option.name === name);
    expect(of("--parallel")).toEqual({
      name: "--parallel",
      short: null,
      type: "integer",
      placeholder: "N",
      choices: null,
      default: 8,
      minimum: 1,
      repeatable: false,
      summary: "uploads and downloads at once (default 8)",
    });
    expect(of("--format")).toMatchObject({
      type: "choice",
      choices: ["csv", "json", "ndjson", "parquet", "xlsx"],
    });
    expect(of("--param")).toMatchObject({ type: "list", repeatable: true });
    expect(of("--output")).toMatchObject({ type: "text", short: "-o", default: null });
    expect(of("--force")).toMatchObject({ type: "flag", placeholder: null, default: false });
    // Old names are not shown.
    expect(of("--date")).toBeUndefined();
    expect(options.map(({ name }) => name)).toContain("--json");
  });

  it("is the same by all ways, for one command, a group and a topic", async () => {
    const show = await asked<{ command: CommandDocument }>("help", "dlq", "show", "--json");
    expect(show.command).toMatchObject({
      name: "dlq show",
      usage: "cloud-runner dlq show <id...> [options]",
      arguments: [{ name: "id", required: true, variadic: true }],
    });
    expect(await asked("dlq", "show", "--help", "--json")).toEqual(show);
    const { command: group } = await asked<{ command: GroupDocument }>("dlq", "--help", "--json");
    expect(group.commands[1]).toEqual(show.command);
    expect(group.default).toBe("list");
    const whole = await asked<Whole>("--json");
    expect(whole).toEqual(await asked("--help", "--json"));
    expect(await asked("help", "exit-codes", "--json")).toMatchObject({ exitCodes: whole.exitCodes });
    expect(await asked("help", "environment", "--json")).toMatchObject({ environment: whole.environment });
    expect(whole.exitCodes.find(({ code }) => code === 130)?.name).toBe("interrupted");
  });
});
