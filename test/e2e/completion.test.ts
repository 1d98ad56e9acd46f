// Completion in real shells: keys are pressed on a real screen, and the line that comes of them is looked at.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cliPath, createProjectFolder, eventually, type ProjectFolder } from "../support/project-folder.ts";
import { missing, openScreen, type Screen } from "../support/screen.ts";
import { dailySeries } from "../support/series.ts";

const scripts = fileURLToPath(new URL("../../completions/", import.meta.url));

let folder: ProjectFolder;
let environment: Record<string, string>;
let run: string;

beforeAll(async () => {
  folder = await createProjectFolder();
  const bin = join(folder.path, "bin");
  mkdirSync(bin);
  const program = join(bin, "cloud-runner");
  writeFileSync(program, `#!/bin/sh\nexec ${process.execPath} ${cliPath} "$@"\n`);
  chmodSync(program, 0o755);
  await folder.file("data.csv", `day,sales total,Größe,it's\n2026-01-01,1,2,3\n`);
  await folder.file("my data.csv", dailySeries());
  mkdirSync(join(folder.path, "my dir"));
  await folder.file("my dir/a:b $x.csv", dailySeries());
  await folder.file(
    ".zshrc",
    `PS1='$ '; autoload -U compinit; compinit -D -u; source ${scripts}_cloud-runner\n`,
  );
  await folder.file(
    ".bashrc",
    `PS1='$ '; bind 'set show-all-if-ambiguous on'; source ${scripts}cloud-runner.bash\n`,
  );
  await folder.file(
    "start.fish",
    `function fish_prompt; echo '$ '; end; function fish_greeting; end; source ${scripts}cloud-runner.fish\n`,
  );
  environment = {
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    HOME: folder.path,
    ZDOTDIR: folder.path,
    TERM: "screen",
    LANG: "C.UTF-8",
    XDG_STATE_HOME: process.env["XDG_STATE_HOME"] ?? folder.path,
  };
  await folder.up();
  const { run: id } = await folder.json<{ run: string }>("predict", "my data.csv", "--horizon", "2");
  run = id;
});
afterAll(() => folder.remove());

const shells = {
  bash: ["bash", "--noprofile", "--rcfile", ".bashrc"],
  zsh: ["zsh", "-i"],
  fish: ["fish", "-C", "source start.fish"],
};

/** What the line becomes, however each shell quotes a blank. */
const lines = [
  ["a command", "cloud-runner pre\t", "cloud-runner predict"],
  ["a command of a group", "cloud-runner dlq re\t", "cloud-runner dlq replay"],
  ["an option", "cloud-runner predict --target-col\t", "cloud-runner predict --target-column"],
  ["a value", "cloud-runner predict --model sea\t", "cloud-runner predict --model seasonal-naive"],
  ["a value behind =", "cloud-runner predict --model=sea\t", "cloud-runner predict --model=seasonal-naive"],
  ["a parameter", "cloud-runner predict --param changepoint-r\t", "--param changepoint-range="],
  ["its value", "cloud-runner predict --param growth=log\t", "--param growth=logistic"],
  ["a file", "cloud-runner predict da\t", "cloud-runner predict data.csv"],
  [
    "a file in a folder with a blank",
    "cloud-runner predict my\\ dir/a\t",
    /my\\ dir\/a\\?:b\\ \\\$x\.csv|'my dir\/a:b \$x\.csv'/,
  ],
  [
    "a file in an open quote behind =",
    "cloud-runner predict --output='my dir/a\t",
    /--output='my dir\/a:b \$x\.csv'|--output=my\\ dir\/a\\?:b\\ \\\$x\.csv/,
  ],
  ["a folder", "cloud-runner predict --cwd my\\ d\t", /--cwd (my\\ dir|'my dir)\//],
  ["a file behind =", "cloud-runner predict --output=da\t", "--output=data.csv"],
  ["a column", "cloud-runner predict data.csv --date-column da\t", "--date-column day"],
  [
    "a column with a blank",
    "cloud-runner predict data.csv --date-column sal\t",
    /sales\\ total|'sales total'/,
  ],
  [
    "a column in quotes",
    `cloud-runner predict data.csv --date-column="sal\t`,
    /--date-column=("sales total"|sales\\ total)/,
  ],
  [
    "a column of a file in quotes",
    `cloud-runner predict 'my data.csv' --date-column d\t`,
    /--date-column ds?/,
  ],
  ["a column with a quote", "cloud-runner predict data.csv --date-column it\t", /it\\'s|"it's"/],
  [
    "a column in other letters",
    "cloud-runner predict data.csv --target-column Gr\t",
    "--target-column Größe",
  ],
] as const;

/** On a machine that is busy an answer may come too late: then Tab is pressed again, as anybody would. */
async function afterTabs(screen: Screen, expected: string | RegExp): Promise<string> {
  for (let presses = 1; presses < 20; presses++) {
    try {
      return await screen.until(expected, 4000);
    } catch {
      screen.press("\t");
    }
  }
  return screen.until(expected);
}

describe.each(["bash", "zsh", "fish"] as const)("%s", (shell) => {
  const absent = missing("tmux", shell);
  const what = absent === undefined ? "completes" : `is skipped, since ${absent} is not here, but completes`;

  it.skipIf(absent !== undefined).each(lines)(`${what} %s`, async (_, keys, expected) => {
    const screen = openScreen(shells[shell], { cwd: folder.path, environment });
    try {
      await screen.until("$");
      screen.press(keys);
      expect(await afterTabs(screen, expected)).toMatch(expected);
    } finally {
      screen.close();
    }
  });

  it.skipIf(absent !== undefined)(`${what} runs and revisions of what is up`, async () => {
    const screen = openScreen(shells[shell], { cwd: folder.path, environment });
    try {
      await screen.until("$");
      screen.press("cloud-runner runs show 2\t");
      expect(await afterTabs(screen, `cloud-runner runs show ${run}`)).toContain(run);
      screen.press("\u0015");
      screen.press("cloud-runner rollback fore\t");
      expect(await afterTabs(screen, "cloud-runner rollback forecast-00001")).not.toContain("✖");
    } finally {
      screen.close();
    }
  });

  it.skipIf(absent !== undefined)(
    `${what} and runs nothing that stands in the line or in a name`,
    async () => {
      await folder.file("evil.csv", "day,$(touch made-by-name),`touch made-by-name`\n2026-01-01,1,2\n");
      const screen = openScreen(shells[shell], { cwd: folder.path, environment });
      try {
        await screen.until("$");
        screen.press("cloud-runner predict evil.csv --param 'a=$(touch made-by-line)' --id-column day,\t");
        await afterTabs(screen, /touch\\? made-by-name/);
        expect(await folder.run("__complete", "fish", "1", "", "cloud-runner")).toMatchObject({
          exitCode: 0,
        });
        expect(existsSync(join(folder.path, "made-by-line"))).toBe(false);
        expect(existsSync(join(folder.path, "made-by-name"))).toBe(false);
      } finally {
        screen.close();
      }
    },
  );

  it.skipIf(absent !== undefined || shell === "bash")(`${what} with what each is for`, async () => {
    const screen = openScreen(shells[shell], { cwd: folder.path, environment });
    try {
      await screen.until("$");
      screen.press("cloud-runner dlq \t");
      expect(await afterTabs(screen, "Show what was given up, when, why")).toContain("replay");
    } finally {
      screen.close();
    }
  });
});

describe.each(["zsh", "fish"] as const)("what %s finds by itself", (shell) => {
  const absent = missing("tmux", shell);
  it.skipIf(absent !== undefined)(`is what --install has put there, at the first press of Tab`, async () => {
    const home = join(folder.path, `home-${shell}`);
    mkdirSync(home);
    const own = { ...environment, HOME: home, ZDOTDIR: home, XDG_CONFIG_HOME: "", XDG_DATA_HOME: "" };
    const program = join(folder.path, "bin", "cloud-runner");
    const said = execFileSync(program, ["completion", shell, "--install"], { env: own, encoding: "utf8" });
    const line = /fpath\+=\(.*\)/.exec(said)?.[0] ?? "";
    writeFileSync(join(home, ".zshrc"), `PS1='$ '; ${line}; autoload -U compinit; compinit -D -u\n`);
    const command =
      shell === "zsh"
        ? shells.zsh
        : ["fish", "-C", "function fish_prompt; echo '$ '; end; set -U fish_greeting"];
    const screen = openScreen(command, { cwd: folder.path, environment: own });
    try {
      await screen.until("$");
      screen.press("cloud-runner predict --model sea\t");
      expect(await screen.until("seasonal-naive")).toContain("--model seasonal-naive");
    } finally {
      screen.close();
    }
  });
});

it("starts no local cloud to say what is in one, and changes nothing", async () => {
  const ask = async () =>
    (await folder.run("__complete", "fish", "3", "", "cloud-runner", "runs", "show")).stdout;
  // What takes longer than a second is not offered.
  await eventually("the run", 60_000, async () => (await ask()).includes(run) || undefined);
  expect((await folder.run("local", "stop")).exitCode).toBe(0);
  expect(await ask()).not.toContain(run);
  expect(await folder.json("local", "status")).toMatchObject({ status: "stopped" });
});

const noPowershell = missing("pwsh");

it.skipIf(noPowershell !== undefined)("PowerShell completes (skipped where pwsh is not)", () => {
  const ask = (line: string) => {
    const matches = `(TabExpansion2 '${line}' ${line.length}).CompletionMatches.CompletionText`;
    return execFileSync("pwsh", ["-NoProfile", "-Command", `. ${scripts}cloud-runner.ps1; ${matches}`], {
      cwd: folder.path,
      env: environment,
      encoding: "utf8",
    }).trim();
  };
  expect(ask("cloud-runner predict data.csv --date-column sal")).toBe("'sales total'");
  expect(ask("cloud-runner predict --model=sea")).toBe("--model=seasonal-naive");
});
