// `npm run record`: types the main job into a real terminal, and draws what it showed as docs/pictures/main-job.svg.
// It takes tmux, and a build.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { monthlyTemperatures } from "./data.ts";
import { withShortPauses, type Frame } from "./screen.ts";
import { svgOf } from "./svg.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = join(root, "docs", "pictures", "main-job.svg");
const size = { columns: 80, rows: 24 };
const restMs = 6000;
const longestPauseMs = 1500;

const home = mkdtempSync(join(tmpdir(), "cloud-runner-record-"));
const folder = join(home, "weather");
const tools = join(home, "bin");
for (const each of [folder, tools]) mkdirSync(each);
writeFileSync(join(folder, "temperature.csv"), monthlyTemperatures(root));
const tool = join(tools, "cloud-runner");
writeFileSync(tool, `#!/bin/sh\nexec ${process.execPath} ${join(root, "bin", "cloud-runner.js")} "$@"\n`);
chmodSync(tool, 0o755);

const server = `record-${process.pid}`;
const tmux = (...words: string[]): string =>
  execFileSync("tmux", ["-L", server, "-f", "/dev/null", ...words], { encoding: "utf8" });

const frames: Frame[] = [];
let still = 0;
const began = Date.now();
let isRecording = true;

async function watch(): Promise<void> {
  while (isRecording) {
    capture();
    await sleep(70);
  }
}

function capture(): void {
  const lines = tmux("capture-pane", "-p", "-e", "-t", "it").split("\n");
  const same = frames.at(-1)?.lines.join("\n") === lines.join("\n");
  if (!same) frames.push({ atMs: Date.now() - began, lines });
}

async function type(text: string): Promise<void> {
  for (const letter of text) {
    tmux("send-keys", "-t", "it", "-l", letter);
    await sleep(45);
  }
  await sleep(350);
  tmux("send-keys", "-t", "it", "Enter");
}

async function until(pattern: RegExp): Promise<void> {
  for (const end = Date.now() + 90_000; Date.now() < end; await sleep(50)) {
    if (pattern.test(tmux("capture-pane", "-p", "-t", "it"))) return;
  }
  throw new Error(`${String(pattern)} did not come:\n${tmux("capture-pane", "-p", "-t", "it")}`);
}

const prompt = /\$ *\n*$/;

try {
  const env = { PATH: `${tools}:${process.env["PATH"]}`, PS1: "$ ", LANG: "C.UTF-8", HISTFILE: "" };
  const setting = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const shell = ["env", "-u", "CI", "-u", "NO_COLOR", ...setting, "bash", "--norc", "--noprofile"];
  const { columns, rows } = size;
  tmux("new-session", "-d", "-s", "it", "-x", `${columns}`, "-y", `${rows}`, "-c", folder, ...shell);
  await until(prompt);
  const watching = watch();
  await sleep(600);
  await type("head -3 temperature.csv");
  await until(/,\d+\.\d\n\$ *\n*$/);
  await sleep(900);
  await type("cloud-runner predict temperature.csv --horizon 12");
  await until(/\[y\/N\]/);
  await sleep(900);
  await type("y");
  await until(/rows by .* in [\s\S]*\$ *\n*$/);
  await sleep(3500);
  still = frames.length - 1;
  tmux("send-keys", "-t", "it", "C-l");
  await sleep(500);
  await type("cloud-runner logs -n 3");
  await until(/^\d{4}-[\s\S]*\n\$ *\n*$/m);
  await sleep(2500);
  await type("cloud-runner down --yes");
  await until(/is removed[\s\S]*\$ *\n*$/);
  await sleep(400);
  isRecording = false;
  await watching;
  capture();
} finally {
  isRecording = false;
  execFileSync(tool, ["down", "--yes"], { cwd: folder, stdio: "ignore" });
  tmux("kill-server");
  rmSync(home, { recursive: true, force: true });
}

const played = withShortPauses(frames, longestPauseMs);
const title =
  "cloud-runner brings up a forecasting service, forecasts a file, draws it, and removes everything again";
mkdirSync(dirname(target), { recursive: true });
const svg = svgOf(played, {
  ...size,
  endMs: played.at(-1)!.atMs + restMs,
  stillMs: played[still]!.atMs,
  title,
});
writeFileSync(target, svg);
process.stdout.write(`${target}: ${(svg.length / 1000).toFixed(0)} kB, ${played.length} frames\n`);
