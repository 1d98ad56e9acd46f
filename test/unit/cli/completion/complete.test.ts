import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { complete } from "../../../../src/cli/completion/complete.ts";
import { main } from "../../../../src/cli/main.ts";
import { kindOfArgument, kindOfOption } from "../../../../src/cli/completion/kinds.ts";
import { isGroup, longName } from "../../../../src/cli/shell/command.ts";
import { allCommands, loadSubcommands } from "../../../../src/cli/shell/command-table.ts";
import { parseFrequency } from "../../../../src/model/time/frequency-name.ts";
import { parseParameters } from "../../../../src/model/parameters/parameters.ts";
import { modelDescriptions } from "../../../../src/model/parameters/model-descriptions.ts";
import { fakeIo, virtualClock } from "../support.ts";
import { isWindows } from "../../../support/system.ts";

const folder = mkdtempSync(join(tmpdir(), "cloud-runner-test-"));
const odd = ["day", "sales total", "Größe", `it's "x"`, "a:b", "c=d", "~home", "$HOME", "a,b", "x!y"];
const oddCells = odd.map((name) => (/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
writeFileSync(join(folder, "data.csv"), `${oddCells.join()}\n2026-01-01,1,2,3,4,5,6,7,8,9\n`);
writeFileSync(join(folder, "my data.csv"), "ds,y\n2026-01-01,1\n");
writeFileSync(join(folder, "excel.csv"), "\ufeffsep=;\r\nDatum;Wert\r\n01.02.2026;1,5\r\n");

// A real clock: files are read in real time.
const ioIn = (env: Record<string, string> = {}) => ({
  ...fakeIo({ cwd: folder, env: { HOME: folder, ...env } }),
  clock: { now: () => Date.now(), sleep: async () => new Promise<void>(() => {}) },
});

/** As fish asks; `|` is the cursor. */
async function words(line: string, env?: Record<string, string>): Promise<string[]> {
  const [before = "", after = ""] = line.split("|");
  const typed = before.split(" ");
  const current = typed.pop()!;
  const rest = after.split(" ").filter((word) => word !== "");
  const all = ["cloud-runner", ...typed, ...(current === "" ? [] : [current]), ...rest];
  const reply = await complete(["fish", String(typed.length + 1), current, ...all], ioIn(env));
  const [directive, ...lines] = reply.trimEnd().split("\n");
  return directive === "" ? lines : [`(${directive})`, ...lines];
}

const names = async (line: string, env?: Record<string, string>) =>
  (await words(line, env)).map((each) => each.split("\t")[0]);

describe("complete", () => {
  it("offers every command with what it is for, and help with its topics", async () => {
    const offered = await words("|");
    expect(offered).toEqual([
      ...allCommands.map(({ name, summary }) => `${name}\t${summary}`),
      "help\tExplain a command or a topic",
    ]);
    expect(await names("pre|")).toEqual(["predict"]);
    expect(await names("help ex|")).toEqual(["export", "exit-codes"]);
    expect(await names("help dlq s|")).toEqual(["show"]);
    expect(await names("help predict |")).toEqual([]);
    expect(await names("no-such-command |")).toEqual([]);
  });

  it("offers the commands of a group, wherever global options stand", async () => {
    expect(await names("dlq |")).toEqual(["list", "show", "replay", "purge"]);
    expect(await names("--json -C /tmp dlq r|")).toEqual(["replay"]);
    expect(await names("dlq no-such |")).toEqual([]);
    // `runs` alone is `runs list`, and takes its options.
    expect(await names("runs --li|")).toEqual(["--limit"]);
  });

  it("offers options that were not typed yet, by their newest names", async () => {
    const offered = await names("predict data.csv --horizon 3 --date x -o out --quiet --|");
    expect(offered).toContain("--target-column");
    expect(offered).toContain("--json");
    expect(offered).toContain("--param");
    for (const gone of ["--horizon", "--date-column", "--date", "--output", "--quiet"]) {
      expect(offered).not.toContain(gone);
    }
    expect(await names("predict --param a=1 --para|")).toEqual(["--param", "--parallel"]);
    expect(await names("--ver|")).toEqual(["--verbose", "--version"]);
    // A command without arguments has nothing else to offer.
    expect(await names("down |")).toContain("--delete-project");
    expect(await names("predict -- --ho|")).toEqual(["(files)"]);
  });

  it.each([
    ["predict --format |", ["csv", "json", "ndjson", "parquet", "xlsx"]],
    ["predict --format p|", ["parquet"]],
    ["predict --format=p|", ["(written)", "--format=parquet"]],
    ["predict --last-row |", ["auto", "keep", "drop"]],
    ["--target |", ["local", "gcp"]],
    ["up --builder |", ["docker", "cloud-build"]],
    ["predict --fill |", ["zero", "previous", "interpolate", "none"]],
    ["predict --aggregate m|", ["mean", "min", "max"]],
    ["predict --model se|", ["seasonal-naive"]],
    ["models prop|", ["prophet"]],
    ["backtest --models auto,m|", ["auto,mstl"]],
    ["predict --model prophet --param gro|", ["(goes-on)", "growth="]],
    ["predict --model naive --param gro|", ["(goes-on)"]],
    ["predict --param growth=l|", ["growth=linear", "growth=logistic"]],
    ["predict --param=growth=l|", ["(written)", "--param=growth=linear", "--param=growth=logistic"]],
    ["predict --timezone Europe/Berl|", ["Europe/Berlin"]],
    ["--region europe-west1|", ["europe-west1", "europe-west10", "europe-west12"]],
    ["completion p|", ["powershell"]],
    ["predict |", ["(files)"]],
    ["predict a.csv |", ["(files)"]],
    ["models prophet |", ["--json"]],
    ["predict -o |", ["(files)"]],
    ["predict --output=|", ["(files written)"]],
    ["-C |", ["(folders)"]],
    ["logs --severity e|", ["error", "emergency"]],
    ["logs --severity ER|", ["ERROR"]],
    ["logs --since 2|", ["24h"]],
    ["dlq purge --older-than 3|", ["30d"]],
    ["predict --horizon |", []],
    ["predict --no-plot=|", []],
    ["predict --unknown=|", []],
  ])("%s", async (line, expected) => {
    const offered = await names(line);
    expect(expected[0] === "--json" ? offered.slice(0, 1) : offered).toEqual(expected);
  });

  it("knows of options and arguments what they are", async () => {
    const commands = await Promise.all(
      allCommands.map(async (entry) => (isGroup(entry) ? loadSubcommands(entry) : [entry])),
    );
    const unknown = commands
      .flat()
      .flatMap((command) => [
        ...Object.entries(command.options).flatMap(([key, spec]) =>
          spec.kind === "text" || spec.kind === "list"
            ? kindOfOption(key, spec) === undefined
              ? [`--${longName(key)}`]
              : []
            : [],
        ),
        ...(command.arguments ?? []).flatMap((argument) =>
          kindOfArgument(command, argument) === undefined ? [`${command.name} ${argument.name}`] : [],
        ),
      ]);
    // Others are numbers, words of one's own, and names that are given for the first time.
    const needed =
      "--model --models --date-column --target-column --id-column --sheet --config --cwd --severity --since --resume";
    const words = ["models name", "runs show run", "dlq show id", "rollback revision", "schedule run name"];
    for (const each of [...needed.split(" "), ...words, "predict files"]) expect(unknown).not.toContain(each);
  });

  it("offers only values that the option takes", async () => {
    for (const name of await names("predict --frequency |")) {
      expect(() => parseFrequency(name!, () => [1])).not.toThrow();
    }
    for (const [option, parameter] of [
      ["--encoding", "encoding"],
      ["--date-format", "date-format"],
      ["--timezone", "timezone"],
    ] as const) {
      for (const name of await names(`predict ${option} |`)) {
        expect(() => parseParameters({ [parameter]: name! }, modelDescriptions)).not.toThrow();
      }
    }
  });

  it("offers the columns of the file on the line, with their first values", async () => {
    expect(await words("predict excel.csv --date-column |")).toEqual(["Datum\t01.02.2026", "Wert\t1,5"]);
    expect(await names("predict --target-column | excel.csv")).toEqual(["Datum", "Wert"]);
    expect(await names("check ~/excel.csv --id-column W|")).toEqual(["Wert"]);
    expect(await names("schedule add nightly excel.csv --target-column Datum,|")).toEqual(["Datum,Wert"]);
    expect(await names("predict no.csv excel.csv --date-column D|")).toEqual(["Datum"]);
    expect(await names("-C / predict excel.csv --date-column D|")).toEqual([]);
    expect(await names("predict --date-column |")).toEqual([]);
    // What names several columns cannot name one with a comma.
    expect(await names("predict data.csv --target-column |")).toEqual(odd.filter((name) => name !== "a,b"));
    expect(await names("predict data.csv --date-column a|")).toEqual(["a:b", "a,b"]);
  });

  it("is silent about whatever is wrong", async () => {
    writeFileSync(join(folder, "broken.json"), "{");
    writeFileSync(join(folder, "binary.csv"), Buffer.from([0x89, 0x48, 0x44, 0x46, 1, 2, 3]));
    expect(await words("--config broken.json runs show |")).toEqual([]);
    expect(await words("predict binary.csv --date-column |")).toEqual([]);
    expect(await words("--target gcp --project my-project runs show |")).toEqual([]);
    expect(await words("dlq show |")).toEqual([]);
    // The built-in models are known even so.
    expect(await names("--config broken.json predict --model naiv|")).toEqual(["naive"]);
    for (const argv of [[], ["tcsh"], ["bash"], ["fish"], ["zsh", "x"], ["powershell", "!"]]) {
      expect(typeof (await complete(argv, ioIn()))).toBe("string");
    }
  });

  it("writes nothing", async () => {
    const seen = () => readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs]);
    const before = seen();
    for (const line of [
      "runs show |",
      "rollback |",
      "schedule show |",
      "dlq show |",
      "models |",
      "predict |",
    ]) {
      await words(line);
    }
    expect(seen()).toEqual(before);
  });

  it.skipIf(isWindows)("gives up after a second (Windows has no such pipes)", async () => {
    const clock = virtualClock();
    const io = { ...fakeIo({ cwd: folder }), clock };
    // A pipe that nobody writes into.
    execFileSync("mkfifo", [join(folder, "pipe.json")]);
    const startedAt = clock.now();
    expect(await complete(["fish", "4", "", "cloud-runner", "--config=pipe.json", "dlq", "show"], io)).toBe(
      "",
    );
    expect(clock.now() - startedAt).toBe(1000);
    // Else the read would hold the process for ever.
    writeFileSync(join(folder, "pipe.json"), "{}");
  });

  it("goes through main, and ends the process even when something is still under way", async () => {
    const io = { ...ioIn() };
    expect(await main(["__complete", "zsh", "2", "mod", "cloud-runner", "mod"], io)).toBe(0);
    expect(io.out()).toBe("\nmodels\tList the models, or the parameters of one\n");
    expect(io.err()).toBe("");
    expect(io.exits).toEqual([0]);
  });
});

const breaks = ` \t\n"'@><=;|&(:`;

/** What bash would put into the line in the place of what it takes for the word. */
async function bash(line: string, point = line.length): Promise<string[]> {
  const reply = await complete(["bash", line, String(point), breaks], ioIn());
  return reply.trimEnd().split("\n").slice(1);
}

describe("for bash", () => {
  it.each([
    ["cloud-runner pre", ["predict"]],
    ["cloud-runner predict --format=p", ["parquet"]],
    ["cloud-runner predict --format=", ["csv", "json", "ndjson", "parquet", "xlsx"]],
    ["cloud-runner predict data.csv --date-column s", [String.raw`sales\ total`]],
    [String.raw`cloud-runner predict data.csv --date-column sales\ t`, [String.raw`sales\ total`]],
    ["cloud-runner predict data.csv --date-column 'sales t", ["sales total"]],
    ['cloud-runner predict data.csv --date-column "sales t', ["sales total"]],
    ['cloud-runner predict data.csv --date-column="sales t', ["sales total"]],
    ["cloud-runner predict data.csv --date-column it", [String.raw`it\'s\ \"x\"`]],
    ['cloud-runner predict data.csv --date-column "it', [String.raw`it's \"x\"`]],
    ["cloud-runner predict data.csv --date-column 'it", [String.raw`it'\''s "x"`]],
    // From the colon and the equals sign on, bash takes it for another word.
    ["cloud-runner predict data.csv --date-column a:", ["b"]],
    ["cloud-runner predict data.csv --date-column=c=", ["d"]],
    [String.raw`cloud-runner predict data.csv --date-column a\:`, [String.raw`a:b`]],
    ["cloud-runner predict data.csv --date-column x", [String.raw`x\!y`]],
    [String.raw`cloud-runner predict data.csv --date-column \$`, [String.raw`\$HOME`]],
    [String.raw`cloud-runner predict data.csv --date-column \~`, [String.raw`\~home`]],
    ["cloud-runner predict 'my data.csv' --date-column ", ["ds", "y"]],
    [String.raw`cloud-runner predict my\ data.csv --date-column `, ["ds", "y"]],
    ["cloud-runner predict ~/excel.csv --date-column D", ["Datum"]],
    ["cloud-runner predict data.csv --date-column Grö", ["Größe"]],
  ])("%s", async (line, expected) => {
    expect(await bash(line)).toEqual(expected);
  });

  it("looks at what stands behind the cursor, too", async () => {
    const line = "cloud-runner predict --date-column  'my data.csv'";
    expect(await bash(line, line.indexOf(" 'my"))).toEqual(["ds", "y"]);
  });
});

it("answers PowerShell in ASCII, quoted as it quotes", async () => {
  const asked = { before: ["predict", "data.csv", "--date-column"], current: "", after: [] };
  const ask = async (typed: object) => {
    const encoded = Buffer.from(JSON.stringify(typed)).toString("base64");
    return complete(["powershell", encoded], ioIn());
  };
  const reply = await ask(asked);
  expect(reply).toMatch(/^[ -~]*\n$/);
  expect((JSON.parse(reply) as { text: string }[]).map(({ text }) => text)).toEqual(
    String.raw`day|'sales total'|'Größe'|'it''s "x"'|a:b|c=d|'~home'|'$HOME'|'a,b'|'x!y'`.split("|"),
  );
  expect(JSON.parse(await ask({ ...asked, current: "'sales t" }))).toEqual([
    { text: "'sales total'", shown: "sales total", tip: "1" },
  ]);
  expect(JSON.parse(await ask({ before: ["predict"], current: "--format=cs", after: [] }))).toEqual([
    { text: "--format=csv", shown: "csv", tip: "csv" },
  ]);
});

it("answers zsh with values alone, which it puts behind what is written", async () => {
  const reply = await complete(["zsh", "3", "--format=p", "cloud-runner", "predict", "--format=p"], ioIn());
  expect(reply).toBe("written\nparquet\n");
});

it("has scripts that run cloud-runner from the PATH alone", () => {
  for (const file of ["cloud-runner.bash", "_cloud-runner", "cloud-runner.fish"]) {
    const script = readFileSync(join("completions", file), "utf8");
    expect(script).toContain("command cloud-runner __complete");
    expect(script).not.toMatch(/\beval\b|COMP_WORDS\[0\]|words\[1\]/);
  }
});
