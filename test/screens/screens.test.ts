// Every command on terminals of 80 and 40 columns, with and without colour, drawn by tmux.
import { stripVTControlCharacters } from "node:util";
import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cliPath } from "../support/project-folder.ts";
import { openScreen, whyNoTmux } from "../support/screen.ts";
import { prepareStack, type PreparedStack } from "./prepared-stack.ts";
import { brokenWords, lasting, tooWide } from "./shown-words.ts";

const reason = whyNoTmux();
const rows = 24;
/** So many commands at once: each takes a second, of which it works the half. */
const atOnce = 3;
/** These wait for each other, or hide messages from each other. */
const oneByOne = /^(up|deploy|rollback|dlq|predict|runs)/;

/** Depends on what else was logged or made at the time, or on where the project and the tool lie on this machine. */
const differs = /^(dlq show|runs list|doctor|local status|trust)/;

const isDrawn = /^predict (sales|panel)\.csv --force/;

interface Shot {
  /** With every line as it was before the terminal broke it. */
  lines: string;
  visible: string;
  colours: string;
}

let stack: PreparedStack;
let columnsOfColour: Record<string, string | undefined>;

async function shoot(words: readonly string[], columns: number, colour: boolean): Promise<Shot> {
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
    const lines = await screen.until(/^exit: \d+/m, 60_000);
    const [colours, visible] = [screen.all("colours"), screen.visible().join("\n")];
    return { lines, colours, visible };
  } finally {
    screen.close();
  }
}

/** What a command prints, and what must be seen at its end without scrolling back. */
type Case = [command: string, last: RegExp];

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
];

describe.skipIf(reason !== undefined)(`screens${reason === undefined ? "" : ` (${reason})`}`, () => {
  beforeAll(async () => {
    columnsOfColour = { XDG_STATE_HOME: process.env["XDG_STATE_HOME"] };
    stack = await prepareStack();
  }, 120_000);
  afterAll(() => stack?.remove());

  it.each(cases)("fit: cloud-runner %s", async (command, last) => {
    const words = command
      .replace("RUN", stack.run)
      .replace("MESSAGE", stack.message)
      .split(" ")
      .filter(Boolean);
    const [wide, narrow, plainWide, plainNarrow] = await pMap(
      [
        [80, true],
        [40, true],
        [80, false],
        [40, false],
      ] as const,
      ([columns, colour]) => shoot(words, columns, colour),
      { concurrency: oneByOne.test(command) ? 1 : atOnce },
    );
    const { stdout, stderr } = await stack.folder.run(...words);
    for (const [shot, columns] of [
      [wide!, 80],
      [plainWide!, 80],
      [narrow!, 40],
      [plainNarrow!, 40],
    ] as const) {
      expect(tooWide(shot.lines, columns)).toEqual([]);
      expect(shot.visible).toMatch(last);
      const kept = (text: string) => lasting(text.replace(/^exit: \d+$/m, ""), stack.folder.path);
      // A drawing has words that a pipe does not get.
      const text = isDrawn.test(command) ? shot.lines.slice(shot.lines.indexOf("✔")) : shot.lines;
      expect(brokenWords(kept(text), kept(`${stderr}\n${stdout}`))).toEqual([]);
    }
    // Colour changes nothing but colours.
    const bare = ({ lines }: Shot) => lasting(lines.replaceAll(/ +$/gm, ""), stack.folder.path).trimEnd();
    expect(bare(wide!)).toBe(bare(plainWide!));
    expect(bare(narrow!)).toBe(bare(plainNarrow!));
    expect(plainWide!.colours).toBe(stripVTControlCharacters(plainWide!.colours));
    if (differs.test(command)) return;
    await expect(`80 columns\n\n${bare(wide!)}\n\n40 columns\n\n${bare(narrow!)}\n`).toMatchFileSnapshot(
      `shown/${command.replaceAll(/[^a-z0-9-]+/g, "_") || "nothing"}.txt`,
    );
  });
});
