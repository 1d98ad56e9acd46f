// NO_COLOR and TERM=dumb on a real terminal: what every command writes is looked at byte for byte.
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cliPath, createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { missing } from "../support/screen.ts";
import { dailySeries } from "../support/series.ts";

let folder: ProjectFolder;

beforeAll(async () => {
  folder = await createProjectFolder();
  await folder.file("data.csv", dailySeries());
  await folder.file("bad.csv", "date,y\n2026-01-01,1\n2026-01-02,x\n");
  await folder.file(
    "open.csv",
    dailySeries().replace(/^(.*)$/gm, (line) => `${line},${line.split(",")[1]}`),
  );
  await folder.up();
});
afterAll(() => folder.remove());

const commands = [
  "--help",
  "--version",
  "help exit-codes",
  "predict --help",
  "predct",
  "completion fish",
  "models",
  "models prophet",
  "plan",
  "status",
  "outputs",
  "predict data.csv --horizon 2 --force",
  "predict bad.csv",
  "check data.csv bad.csv open.csv",
  "check open.csv",
  "backtest data.csv --models naive --windows 1 --horizon 2",
  "logs -n 5",
  "runs",
  "dlq",
  "schedule",
  "revisions",
  "doctor",
  "config",
  "local",
  "local list",
  "trust",
  "metrics",
  "export terraform --force",
  "down",
  "runs remove --all",
  "dlq purge --all",
  "rollback no-such",
];

/** util-linux's program gives what it runs a terminal; that of BSD takes other words. */
const noScript = process.platform === "linux" ? missing("script", "stty") : "the script of util-linux";

/** On a terminal of 80 columns, with `typed` as soon as it is read. */
async function written(words: string, typed: string, environment: Record<string, string>): Promise<string> {
  const command = `stty rows 24 cols 80; ${process.execPath} ${cliPath} ${words}`;
  const { stdout } = await execa("script", ["-qec", command, "/dev/null"], {
    cwd: folder.path,
    input: typed,
    reject: false,
    timeout: 60_000,
    stripFinalNewline: false,
    extendEnv: false,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: folder.path,
      LANG: "C.UTF-8",
      XDG_STATE_HOME: process.env["XDG_STATE_HOME"] ?? folder.path,
      ...environment,
    },
  });
  return stdout;
}

const escape = "\u001b";
const colour = new RegExp(`${escape}\\[[0-9;]*m`);

describe.skipIf(noScript !== undefined)("on a terminal (skipped without the script of util-linux)", () => {
  it("has colour and motion where nobody has said otherwise", async () => {
    expect(await written("predict data.csv --horizon 2 --force", "", { TERM: "xterm" })).toMatch(colour);
  });

  it.concurrent.each(commands)("NO_COLOR=1: %s", async (words) => {
    const text = await written(words, "n\n", { TERM: "xterm", NO_COLOR: "1" });
    expect(text).not.toMatch(colour);
    expect(text.trim()).not.toBe("");
  });

  it.concurrent.each(commands)("TERM=dumb: %s", async (words) => {
    const text = await written(words, "n\n", { TERM: "dumb" });
    expect(text).not.toContain(escape);
    expect(text.trim()).not.toBe("");
  });
});
