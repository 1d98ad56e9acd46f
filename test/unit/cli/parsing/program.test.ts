import { describe, expect, it } from "vitest";
import { parseArguments } from "../../../../src/cli/parsing/program.ts";

const parsed = async (line: string) => parseArguments(line.split(" "));

describe("parseArguments", () => {
  it("takes global options before and after the command", async () => {
    const invocation = await parsed("--json -C /tmp predict a.csv --target gcp --project my-project -q");
    expect(invocation).toMatchObject({
      kind: "command",
      command: { name: "predict" },
      input: { arguments: ["a.csv"] },
      flags: {
        json: true,
        cwd: "/tmp",
        target: "gcp",
        project: "my-project",
        quiet: true,
        yes: false,
        color: true,
      },
    });
  });

  it("takes an option by the name that it had before, and in error messages calls it as it was typed", async () => {
    const dates = async (line: string) => {
      const invocation = await parsed(line);
      return invocation.kind === "command" ? invocation.input.options["dateColumn"] : undefined;
    };
    expect(await dates("predict a.csv --date-column day")).toBe("day");
    expect(await dates("predict a.csv --date day")).toBe("day");
    expect(await dates("predict a.csv --date=day")).toBe("day");
    expect(await dates("predict a.csv --date day --date-column when")).toBe("when");
    await expect(parsed("predict a.csv --date")).rejects.toMatchObject({
      message: expect.stringContaining("--date <COLUMN>") as string,
    });
  });

  it("hears of JSON wherever it stands, of help and of the version too", async () => {
    for (const line of [
      "--version --json",
      "--json --version",
      "dlq list -V --json",
      "help --json",
      "up -h --json",
    ])
      expect({ line, ...(await parsed(line)).flags }).toMatchObject({ line, json: true });
  });

  it.each([
    ["help predcit", "There is no help on predcit.", "Did you mean predict?"],
    ["help dlq shw", "There is no command dlq shw.", "Did you mean show?"],
  ])("%s", async (line, message, guess) => {
    await expect(parsed(line)).rejects.toMatchObject({ message, details: [guess] });
  });

  it.each([
    ["load", "load"],
    ["load a.csv --copies 0", "load"],
    ["logs -n 1e3", "logs"],
    ["predict a.csv --horzon 3", "predict"],
    ["dlq show", "dlq show"],
    ["dlq --nothing", "dlq list"],
  ])("names the help of the command that %s means", async (line, command) => {
    await expect(parsed(line)).rejects.toMatchObject({
      fix: `\`cloud-runner ${command} --help\` shows its options and examples.`,
    });
  });

  it.each(["--nothing", "help --nothing"])("names the list of commands for %s", async (line) => {
    await expect(parsed(line)).rejects.toMatchObject({
      fix: "`cloud-runner --help` lists every command.",
    });
  });

  it("keeps the target column apart from the target", async () => {
    const invocation = await parsed("predict a.csv --target-column sales --target local");
    expect(invocation).toMatchObject({
      input: { options: { targetColumn: "sales" } },
      flags: { target: "local" },
    });
  });

  it("fills in defaults and collects what is repeated", async () => {
    const invocation = await parsed("predict a.csv b.csv --param growth=flat --param cap=3 --no-plot");
    expect(invocation).toMatchObject({
      input: {
        arguments: ["a.csv", "b.csv"],
        options: {
          param: ["growth=flat", "cap=3"],
          parallel: 8,
          noPlot: true,
          force: false,
          plot: undefined,
        },
      },
    });
    expect(await parsed("predict a.csv")).toMatchObject({ input: { options: { param: [], noPlot: false } } });
  });

  it("takes a picture's name and the wish for no drawing together", async () => {
    expect(await parsed("predict a.csv --plot a.svg --no-plot")).toMatchObject({
      input: { options: { plot: "a.svg", noPlot: true } },
    });
  });

  it("takes - as a file and what follows -- as words", async () => {
    expect(await parsed("predict -")).toMatchObject({ input: { arguments: ["-"] } });
    expect(await parsed("predict -- --odd.csv")).toMatchObject({ input: { arguments: ["--odd.csv"] } });
  });

  it("turns colour off", async () => {
    expect(await parsed("plan --no-color")).toMatchObject({ flags: { color: false } });
  });

  it("finds a command in its group, wherever global options stand", async () => {
    const list = { kind: "command", command: { name: "revisions list" }, input: { arguments: [] } };
    expect(await parsed("revisions list --json")).toMatchObject({ ...list, flags: { json: true } });
    expect(await parsed("--json revisions -C /tmp list")).toMatchObject({ ...list, flags: { cwd: "/tmp" } });
    expect(await parsed("revisions -q")).toMatchObject({ ...list, flags: { quiet: true } });
    expect(await parsed("revisions --version")).toMatchObject({ kind: "version" });
  });

  it.each([
    ["--freq D", "Did you mean --frequency?"],
    ["--dates day", "Did you mean --date-column?"],
    ["--id shop", "Did you mean --id-column?"],
    ["--column y", "Did you mean --target-column?"],
    ["--skiprows 3", "Did you mean --skip-rows?"],
    ["--dayfirst", "Did you mean --date-format %d/%m/%Y?"],
    ["--sep ;", "The delimiter is found out from the file; leave it out."],
    ["--delimiter=,", "The delimiter is found out from the file; leave it out."],
    ["--h 3", "Did you mean --horizon?"],
    ["--target_column y", "Did you mean --target-column?"],
    ["--thousands=.", "Did you mean --decimal?"],
  ])("knows what is meant by %s", async (options, detail) => {
    for (const command of ["predict", "check", "backtest"]) {
      await expect(parsed(`${command} a.csv ${options}`)).rejects.toMatchObject({
        code: "usage.unknown-option",
        details: [detail],
      });
    }
    await expect(parsed(`status ${options}`)).rejects.not.toMatchObject({ details: [detail] });
  });

  it.each([
    ["predict a.csv --periods 30 --json", "cloud-runner predict a.csv --horizon 30 --json"],
    ["predict a.csv --freq=D", "cloud-runner predict a.csv --frequency=D"],
    ["check a.csv --horizn 3", "cloud-runner check a.csv --horizon 3"],
    ["runs list --limt 3", "cloud-runner runs list --limit 3"],
    // Their values mean something else here.
    ["predict a.csv --alpha 0.05", undefined],
    ["predict a.csv --days 30", undefined],
    ["predict a.csv --thousands .", undefined],
    ["predict a.csv --sep ;", undefined],
    ["predcit a.csv --horizon 3", "cloud-runner predict a.csv --horizon 3"],
    ["forecast a.csv", "cloud-runner predict a.csv"],
    ["forcast a.csv", "cloud-runner predict a.csv"],
    ["destroy --json", "cloud-runner down --json"],
    ["apply", "cloud-runner up"],
    ["dash-board", "cloud-runner console"],
    ["a.csv --model ets", "cloud-runner predict a.csv --model ets"],
    ["--horizon 30 predict a.csv", "cloud-runner predict --horizon 30 a.csv"],
    ["nonsense", undefined],
    ["30 predict", undefined],
  ])("says what is meant by %s, to paste", async (line, command) => {
    await expect(parsed(line)).rejects.toMatchObject({
      exitCode: 2,
      commands: command === undefined ? [] : [command],
    });
  });

  it("takes --target for the cloud, and a column by that option for a slip", async () => {
    expect(await parsed("predict a.csv --target gcp")).toMatchObject({ flags: { target: "gcp" } });
    await expect(parsed("check a.csv --target sales --horizon 3")).rejects.toMatchObject({
      code: "usage.setting",
      details: ["Did you mean --target-column?"],
      commands: ["cloud-runner check a.csv --horizon 3 --target-column sales"],
    });
    expect(await parsed("check a.csv --target x --help")).toMatchObject({ kind: "help" });
  });

  it.each([
    ["nonsense", "usage.unknown-command", /^There is no command nonsense\.$/, []],
    ["stauts", "usage.unknown-command", /^There is no command stauts\.$/, ["Did you mean status?"]],
    [
      "help exit-code",
      "usage.unknown-command",
      /^There is no help on exit-code\.$/,
      ["Did you mean exit-codes?"],
    ],
    [
      "predict a.csv --horizn 3",
      "usage.unknown-option",
      /^There is no option --horizn\.$/,
      ["Did you mean --horizon?"],
    ],
    ["backtest", "usage", /^Missing required argument 'file'\.$/, []],
    ["predict a.csv --horizon", "usage", /^Option '--horizon <ROWS>' argument missing\.$/, []],
    ["runs list -n 0", "usage", /^--limit is 0; it must be a whole number, 1 or more\.$/, []],
    ["logs -n 1.5", "usage", /whole number, 0 or more/, []],
    [
      "revisions lst",
      "usage.unknown-command",
      /^There is no command revisions lst\.$/,
      ["Did you mean list?"],
    ],
    ["help revisions show", "usage.unknown-command", /^There is no command revisions show\.$/, []],
    ["help plan show", "usage.unknown-command", /^There is no command plan show\.$/, []],
    ["revisions list more", "usage", /[Tt]oo many arguments/, []],
    ["plan extra", "usage", /[Tt]oo many arguments/, []],
  ])("refuses %s", async (line, code, message, details) => {
    await expect(parsed(line)).rejects.toMatchObject({
      code,
      exitCode: 2,
      message: expect.stringMatching(message),
      details,
    });
  });
});
