// Every command on terminals of 80 and 40 columns, with and without colour, drawn by tmux.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allCommands, loadSubcommands } from "../../src/cli/shell/command-table.ts";
import { isGroup } from "../../src/cli/shell/command.ts";
import { cliPath, eventually } from "../support/project-folder.ts";
import { openScreen, whyNoTmux, type Screen } from "../support/screen.ts";
import { prepareStack, type PreparedStack } from "./prepared-stack.ts";
import { brokenWords, lasting, tooWide } from "./shown-words.ts";

const reason = whyNoTmux();
const rows = 24;
/** So many commands at once: each takes a second, of which it works the half. */
const atOnce = 3;
/** These wait for each other, or hide messages from each other. */
const oneByOne = /^(up|deploy|rollback|dlq|predict|runs|load|schedule|init|export|local st)/;

/** Depends on what else was logged or made at the time, or on where the project and the tool lie on this machine. */
const differs =
  /^(dlq show|runs list|doctor|trust|metrics|load sales|export|schedule (add|run)|completion|local|config schema)/;

/** What they print is measured anew each time. */
const isMeasured = /^(metrics|load sales)/;

/** Other projects of this machine come and go. */
const isOfMachine = /^local list/;

/** Lines of another program's language, which are as long as they are. */
const isScript = /^(completion|config schema)/;

const isDrawn = /^predict (sales|panel)\.csv --force/;

interface Shot {
  /** With every line as it was before the terminal broke it. */
  lines: string;
  visible: string;
  colours: string;
}

let stack: PreparedStack;
let columnsOfColour: Record<string, string | undefined>;

/** @param use what is done while it runs; else it ends by itself */
async function shoot(
  words: readonly string[],
  [columns, colour]: Size,
  use?: (screen: Screen) => Promise<void>,
): Promise<Shot> {
  const env = {
    ...columnsOfColour,
    NO_COLOR: colour ? undefined : "1",
    FORCE_COLOR: undefined,
    CI: undefined,
    LANG: "C.UTF-8",
    TERM: "screen-256color",
    CLOUD_RUNNER_TRUST: "1",
  };
  const screen = openScreen([process.execPath, cliPath, ...words], {
    cwd: stack.folder.path,
    columns,
    rows,
    env,
  });
  try {
    await use?.(screen);
    const lines = await screen.until(/^exit: \d+/m, 60_000);
    const [colours, visible] = [screen.all("colours"), screen.visible().join("\n")];
    return { lines, colours, visible };
  } finally {
    screen.close();
  }
}

/** What a command prints, what must be seen at its end without scrolling back, and what is done before each time. */
type Case = [command: string, last: RegExp, before?: () => Promise<unknown>];

/** As a shell would split it. */
const split = (line: string): string[] =>
  (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ""));

const run = (line: string) => stack.folder.run(...split(line));

const weekly = "schedule add weekly --cron '0 5 * * 1' sales.csv";
const withWeekly = async () => {
  await run("schedule remove weekly");
  return run(weekly);
};
const withoutIt = (name: string) => () => rm(join(stack.folder.path, name), { recursive: true, force: true });

const cases: Case[] = [
  ["", /explains one/],
  ["--help", /all of this as data/],
  ["help predict", /Exit codes/],
  ["help dlq", /Exit codes/],
  ["help schedule add", /Exit codes/],
  ["help completion", /Exit codes/],
  ["help metrics", /Exit codes/],
  ["help exit-codes", /130/],
  ["help environment", /ask nothing/],
  ["--version", /\d/],
  ["up", /cloud-runner down/],
  ["plan", /Plan: 0 to add/],
  ["plan --verbose", /recalled/],
  ["status", /all \d+ as configured/],
  ["status --verbose", /✔ /],
  ["outputs", /eval/],
  ["doctor", /Nothing is wrong/],
  ["predict sales.csv --force --model naive", /✔ sales\.csv → sales\.forecast\.csv/],
  ["predict in/ -o other/ --force --model naive", /2 of 3 files forecast, 1 failed/],
  ["predict in/broken.csv", /Fix:/],
  ["predict panel.csv --force --model naive", /3 series by naive/],
  ["predict no.csv", /Fix:/],
  ["predict sales.csv --horzon 3", /Did you mean --horizon/],
  ["check in/", /2 of 3 files are fine/],
  ["check panel.csv", /season has 7/],
  ["backtest sales.csv --models naive,ets --no-plot", /narrow/],
  ["models", /compares them/],
  ["models prophet", /cloud-runner\.json/],
  ["runs list", /in\/amsterdam\.csv and 2/],
  ["runs show RUN", /--resume/],
  ["runs fetch RUN --force", /2 of 3 files forecast, 1 failed/],
  ["runs remove RUN --dry-run", /would be removed/],
  ["dlq list", /dlq show ID/],
  ["dlq show MESSAGE", /dlq purge/],
  ["dlq replay MESSAGE --dry-run", /left alone|put back/],
  ["dlq purge --all --dry-run", /would be removed/],
  ["schedule list", /nightly/],
  ["schedule show nightly", /made nothing yet/],
  ["logs -n 6 --severity warning", /told apart|agree with/],
  ["revisions list", /ready/],
  ["deploy", /no revision was made/],
  ["rollback", /Fix:/],
  ["local status", /eval/],
  ["config show", /labels/],
  ["load", /Fix:/],
  ["console --port 99999999", /Fix:/],
  ["help console", /Exit codes/],
  ["help load", /Exit codes/],
  ["help status", /Exit codes/],
  ["trust", /needs trust/],
  ["init --print", /"labels"/],
  ["preditc", /Did you mean predict/],
  ["metrics", /Percentiles are estimates/],
  ["load sales.csv --copies 2 --concurrency 2 --model naive", /removed +\d+ objects/],
  ["export terraform", /terraform -chdir=terraform/, withoutIt("terraform")],
  ["runs watch RUN", /runs fetch/],
  ["runs cancel RUN", /taken back/],
  [weekly, /says what came of it/, () => run("schedule remove weekly")],
  ["schedule run weekly", /says what came of it/, withWeekly],
  ["schedule pause weekly", /paused/, withWeekly],
  ["schedule resume weekly", /resumed: next/, withWeekly],
  ["schedule remove weekly", /stay in the buckets/, withWeekly],
  ["local list", /folder/],
  ["local stop", /has\s+ended/, () => run("local start")],
  ["local start", /eval/, () => run("local stop")],
  ["config schema", /^}$/m],
  ["completion", /Fix:/],
  ["completion bash", /complete .*cloud-runner/],
  ["completion zsh", /cloud-runner/],
  ["completion fish", /complete -c cloud-runner/],
  [
    "init --cwd fresh",
    /cloud-runner up/,
    async () => {
      await withoutIt("fresh")();
      return mkdir(join(stack.folder.path, "fresh"));
    },
  ],
  // The last, since another revision is up behind it.
  ["rollback --yes", /went back to/, () => run("deploy --force")],
];

/** These go on until Ctrl-C. */
const goingOn = [
  { command: "status --watch 1", seen: /resources/, looks: 3 },
  { command: "console --no-open", seen: /Ctrl-C\s+ends it/, looks: 1 },
] as const;

/** Nothing is up behind it. */
const ending = "down --yes";

/** Those that show what a command does, not only how it is refused. */
const shown = [
  ...cases.filter(([, last]) => !last.source.startsWith("Fix:")).map(([command]) => command),
  ...goingOn.map(({ command }) => command),
  ending,
];

const sizes = [
  [80, true],
  [40, true],
  [80, false],
  [40, false],
] as const;

type Size = (typeof sizes)[number];

/** Without colour there are no codes. */
const hasColourAsAsked = ({ colours }: Shot, [, colour]: Size): boolean =>
  colour || colours === stripVTControlCharacters(colours);

const kept = (text: string) => lasting(text.replace(/^exit: \d+$/m, ""), stack.folder.path);

describe.skipIf(reason !== undefined)(`screens${reason === undefined ? "" : ` (${reason})`}`, () => {
  beforeAll(async () => {
    columnsOfColour = { XDG_STATE_HOME: process.env["XDG_STATE_HOME"] };
    stack = await prepareStack();
  }, 120_000);
  afterAll(() => stack?.remove());

  it.each(cases)("fit: cloud-runner %s", async (command, last, before) => {
    const words = split(command.replace("RUN", stack.run).replace("MESSAGE", stack.message));
    const [wide, narrow, plainWide, plainNarrow] = await pMap(
      sizes,
      async (size) => {
        await before?.();
        return shoot(words, size);
      },
      { concurrency: oneByOne.test(command) ? 1 : atOnce },
    );
    await before?.();
    const { stdout, stderr } = await stack.folder.run(...words);
    for (const [index, shot] of [wide!, narrow!, plainWide!, plainNarrow!].entries()) {
      expect(isScript.test(command) ? [] : tooWide(shot.lines, sizes[index]![0])).toEqual([]);
      expect(shot.visible).toMatch(last);
      // A drawing has words that a pipe does not get.
      const text = isDrawn.test(command) ? shot.lines.slice(shot.lines.indexOf("✔")) : shot.lines;
      const broken = brokenWords(kept(text), kept(`${stderr}\n${stdout}`));
      expect(isOfMachine.test(command) ? [] : broken).toEqual([]);
    }
    expect(plainWide!.colours).toBe(stripVTControlCharacters(plainWide!.colours));
    if (isMeasured.test(command) || isOfMachine.test(command)) return;
    // Colour changes nothing but colours.
    const bare = ({ lines }: Shot) => lasting(lines.replaceAll(/ +$/gm, ""), stack.folder.path).trimEnd();
    expect(bare(wide!)).toBe(bare(plainWide!));
    expect(bare(narrow!)).toBe(bare(plainNarrow!));
    if (differs.test(command)) return;
    await expect(`80 columns\n\n${bare(wide!)}\n\n40 columns\n\n${bare(narrow!)}\n`).toMatchFileSnapshot(
      `shown/${command.replaceAll(/[^a-z0-9-]+/g, "_") || "nothing"}.txt`,
    );
  });

  it.each(goingOn)("fit until Ctrl-C: cloud-runner $command", async ({ command, seen, looks }) => {
    const words = command.split(" ");
    const piped = await pipedUntilCtrlC(words);
    for (const size of sizes) {
      let drawn = "";
      const shot = await shoot(words, size, async (screen) => {
        const shown = new Set<string>();
        await eventually(`${looks} looks`, 60_000, () => {
          const text = screen.visible().join("\n");
          if (seen.test(text)) shown.add(text);
          return shown.size === looks || undefined;
        });
        drawn = await screen.until(seen);
        screen.key("C-c");
      });
      expect(shot.lines).toMatch(/^exit: 0$/m);
      // What was seen is still there.
      expect(shot.visible).toMatch(seen);
      expect(tooWide(shot.lines, size[0])).toEqual([]);
      const plain = (text: string) => kept(text.replace(/,\s+every\s+1\s+s;\s+Ctrl-C\s+ends/, ""));
      expect(brokenWords(plain(drawn), kept(piped))).toEqual([]);
      expect(hasColourAsAsked(shot, size)).toBe(true);
    }
  });

  it(`fit: cloud-runner ${ending}`, async () => {
    const words = split(ending);
    await stack.folder.run(...words);
    await stack.folder.up();
    const { stdout, stderr } = await stack.folder.run(...words);
    for (const size of sizes) {
      await stack.folder.up();
      const shot = await shoot(words, size);
      expect(shot.lines).toMatch(/^exit: 0$/m);
      expect(tooWide(shot.lines, size[0])).toEqual([]);
      expect(shot.visible).toMatch(/Local cloud stopped/);
      expect(hasColourAsAsked(shot, size)).toBe(true);
      expect(brokenWords(kept(shot.lines), kept(`${stderr}\n${stdout}`))).toEqual([]);
    }
  });
});

it("are taken of every command", async () => {
  const all = await Promise.all(
    allCommands.map(async (entry) => (isGroup(entry) ? loadSubcommands(entry) : [entry])),
  );
  const isShown = (name: string) => shown.some((command) => `${command} `.startsWith(`${name} `));
  expect(
    all
      .flat()
      .map(({ name }) => name)
      .filter((name) => !isShown(name)),
  ).toEqual([]);
});

/** All that it says where nobody sees it, when it is ended once it has said something. */
async function pipedUntilCtrlC(words: readonly string[]): Promise<string> {
  const running = execa(process.execPath, [cliPath, ...words], {
    cwd: stack.folder.path,
    env: { NO_COLOR: "1", CI: "true" },
    stdin: "ignore",
    all: true,
  });
  running.stdout.once("data", () => running.kill("SIGINT"));
  return (await running).all;
}
