// `npm run live -- --project P`: the live checklist as a program. Brings a stack of its own up, asks, takes it down.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { parseConfig } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { dailySeries } from "../support/series.ts";
import { checklist, sections } from "./checklist.ts";
import { connection } from "./connection.ts";
import type { Tool } from "./row.ts";
import { report, runRows } from "./rows.ts";

const cli = fileURLToPath(new URL("../../bin/cloud-runner.js", import.meta.url));
const usage = `Usage: npm run live -- --project ID [--second-project ID] [--region R] [--all] [--max-cost 200] [--report FILE]
       npm run live -- --local        the same on a local cloud
       npm run live -- --checklist    writes docs/live-checklist.md anew

docs/live-checklist.md says what is asked.
`;
const { values } = parseArgs({
  options: {
    help: { type: "boolean", short: "h", default: false },
    project: { type: "string" },
    "second-project": { type: "string" },
    region: { type: "string", default: "us-central1" },
    "max-cost": { type: "string", default: "200" },
    report: { type: "string", default: "live-report.md" },
    all: { type: "boolean", default: false },
    local: { type: "boolean", default: false },
    checklist: { type: "boolean", default: false },
  },
});

if (values.help) {
  process.stdout.write(usage);
} else if (values.checklist) {
  await writeFile(fileURLToPath(new URL("../../docs/live-checklist.md", import.meta.url)), checklist());
} else if (values.local === (values.project !== undefined)) {
  process.stderr.write("Name a project of your own with --project ID, or pass --local.\n");
  process.exitCode = 2;
} else {
  process.exitCode = await live();
}

async function live(): Promise<number> {
  const { project, region } = values;
  const input = { name: "live", region, service: { maxInstances: 1 } };
  const config = { ...input, ...(project === undefined ? {} : { target: "gcp", project }) };
  const home = await mkdtemp(join(tmpdir(), "cloud-runner-live-"));
  const folders: string[] = [];
  const open = async (name: string): Promise<string> => {
    const folder = join(home, name);
    await mkdir(folder);
    folders.push(folder);
    await writeFile(join(folder, "cloud-runner.json"), JSON.stringify({ ...config, name }));
    await writeFile(join(folder, "data.csv"), dailySeries());
    return folder;
  };
  const main = await open(config.name);
  const tool = toolIn(main);
  let code = 1;
  try {
    const up = await tool("up", "--yes", "--verbose");
    if (up.exitCode !== 0) {
      process.stderr.write(`The stack could not be brought up.\n${up.stderr}\n`);
      return 1;
    }
    const local = values.local ? await localAddress(tool) : undefined;
    const rows = sections.flatMap((section) => section.rows);
    const outcomes = await runRows(
      rows,
      {
        names: namesFor(parseConfig(config, "live")),
        second: values["second-project"],
        tool,
        toolWith: (environment) => toolIn(main, environment),
        stack: async (name) => toolIn(await open(name)),
        pause: (ms) => setTimeout(ms),
        ...connection(local),
      },
      { all: values.all, onRow: ({ assumption }) => process.stderr.write(`• ${assumption}\n`) },
    );
    const failed = outcomes.filter(({ holds }) => holds === false);
    const tried = outcomes.filter(({ holds }) => holds !== undefined);
    const where = project === undefined ? "a local cloud" : `project ${project}`;
    const about = `${tried.length - failed.length} of ${tried.length} assumptions hold in ${where}, ${region}.`;
    const file = resolve(values.report);
    // What Google answered is for the owner of the project alone.
    await writeFile(file, report(outcomes, about), { mode: 0o600 });
    process.stdout.write(`${about} ${file} has every answer.\n`);
    code = failed.length === 0 ? 0 : 1;
  } finally {
    const isGone = await Promise.all(folders.map(takeDown));
    if (isGone.every(Boolean)) await rm(home, { recursive: true, force: true });
    else code = 1;
  }
  return code;
}

/** Nothing is brought up above the ceiling. */
function toolIn(folder: string, environment: Record<string, string> = {}): Tool {
  const options = {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", CI: "true", CLOUD_RUNNER_TRUST: "1", ...environment },
    maxBuffer: 64 * 2 ** 20,
  };
  return (...args) => {
    const all = args[0] === "up" ? [...args, "--max-cost", values["max-cost"]] : args;
    return new Promise((done) => {
      execFile(process.execPath, [cli, ...all], options, (error, stdout, stderr) =>
        done({ exitCode: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
      );
    });
  };
}

async function takeDown(folder: string): Promise<boolean> {
  const { exitCode, stderr } = await toolIn(folder)("down", "--yes");
  if (exitCode === 0) return true;
  process.stderr.write(
    `A stack is not gone. Run this until it is: cloud-runner -C ${folder} down\n${stderr}\n`,
  );
  return false;
}

async function localAddress(tool: Tool): Promise<{ httpUrl: string; secret: string }> {
  const { stdout } = await tool("local", "status", "--json");
  const { http, environment } = JSON.parse(stdout) as { http: string; environment: Record<string, string> };
  return { httpUrl: http, secret: environment["GOOGLE_OAUTH_ACCESS_TOKEN"]! };
}
