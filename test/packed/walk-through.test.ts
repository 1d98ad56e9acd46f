// The first minutes of a newcomer: from the installation to a drawn forecast and a report, with each error on the way. What an
// error says to run is pasted into a shell, and works.
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environment, install, type Installed } from "./install.ts";

interface Result {
  code: number;
  out: string;
}

const { GOOGLE_APPLICATION_CREDENTIALS: _key, CLOUDSDK_CONFIG: _folder, ...withoutLogin } = environment;

/** Two columns of numbers, so that a choice is left. */
const sales = [
  "day,Revenue,Units",
  ...Array.from({ length: 120 }, (_, index) => {
    const day = new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10);
    return `${day},${(100 + index / 2 + 10 * Math.sin((index * 2 * Math.PI) / 7)).toFixed(1)},${20 + (index % 7)}`;
  }),
  "",
].join("\n");

describe.skipIf(process.platform === "win32")("a newcomer (skipped on Windows: it pastes into sh)", () => {
  let installed: Installed;
  let folder: string;
  const transcript: string[] = [];
  let commands = 0;
  let tookMs = 0;

  beforeAll(async () => {
    installed = await install();
    folder = join(installed.work, "shop");
    await mkdir(join(folder, "elsewhere"), { recursive: true });
    await writeFile(join(folder, "sales.csv"), sales);
  });
  afterAll(async () => {
    await shell("cloud-runner down --yes");
    await rm(installed.work, { recursive: true, force: true });
    process.stderr.write(`${transcript.join("\n")}\n`);
  });

  async function shell(line: string, env: Record<string, string> = {}, cwd = folder): Promise<Result> {
    const began = performance.now();
    const { exitCode, all } = await execa("sh", ["-c", line], {
      cwd,
      all: true,
      reject: false,
      stdin: "ignore",
      extendEnv: false,
      env: {
        ...withoutLogin,
        PATH: [join(installed.prefix, "bin"), environment["PATH"]].join(delimiter),
        HOME: installed.work,
        ...env,
      },
    });
    commands += 1;
    tookMs += performance.now() - began;
    transcript.push(`$ ${line}`, all ?? "", "");
    return { code: exitCode ?? -1, out: all ?? "" };
  }

  /** What the error says to run, the likeliest first. */
  function fixesOf({ code, out }: Result): string[] {
    expect(code).not.toBe(0);
    const [, fix = "", more = ""] = /^\s*Fix: (.*)\n?((?:.|\n)*)$/m.exec(out) ?? [];
    const listed = more.split("\n").flatMap((line) => /^\s+((?:cloud-runner|npx) .*)$/.exec(line)?.[1] ?? []);
    return listed.length > 0 ? listed : [fix];
  }

  it("gets from nothing to a drawn forecast and a report, by what each error says to run", async () => {
    const predicted = await shell("cloud-runner predict sales.csv");
    const [up] = fixesOf(predicted);
    expect(up).toBe("cloud-runner up");
    const made = await shell(up!);
    expect(made.out).toContain("  cloud-runner predict sales.csv ");
    const asked = await shell("cloud-runner predict sales.csv --report report.html");
    const [chosen] = fixesOf(asked);
    expect(chosen).toMatch(/^cloud-runner predict sales\.csv .*--target-column Revenue/);
    const forecast = await shell(chosen!);
    expect(forecast).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, "sales.forecast.csv"), "utf8")).toMatch(/^date,prediction,/);
    expect(await readFile(join(folder, "report.html"), "utf8")).toMatch(/^<!doctype html>/i);
    const drawn = await shell(`${chosen} --force --plot chart.svg`);
    expect(drawn.code).toBe(0);
    expect(await readFile(join(folder, "chart.svg"), "utf8")).toContain("<svg");
    expect(commands).toBeLessThan(10);
    transcript.push(`${commands} commands, ${(tookMs / 1000).toFixed(1)} s`, "");
  });

  it("finds the way back from a wrong column, a wrong name and a wrong folder", async () => {
    const column = await shell("cloud-runner predict sales.csv --target-column Revenu -o other.csv");
    const [right] = fixesOf(column);
    expect(await shell(right!)).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, "other.csv"))).toBe(true);
    expect((await shell("cloud-runner predict slaes.csv")).out).toContain("Did you mean sales.csv?");
    const lost = await shell("cloud-runner status", {}, join(folder, "elsewhere"));
    const there = fixesOf(lost).find((command) => command.endsWith(` ${folder}`));
    expect(await shell(there!, {}, join(folder, "elsewhere"))).toMatchObject({ code: 0 });
    const down = await shell("cloud-runner down --yes", {}, join(folder, "elsewhere"));
    // A yes for this folder is none for another.
    expect(down.out).toMatch(/to remove that: cloud-runner down --cwd /);
  });

  it("says what Google Cloud lacks, and how to get it", async () => {
    const project = "--project my-project-1234";
    const none = await shell(`cloud-runner up ${project}`, { GCE_METADATA_HOST: "127.0.0.1:9" });
    expect(none).toMatchObject({ code: 4 });
    expect(fixesOf(none)).toEqual(["gcloud auth application-default login"]);
    const lost = await shell(`cloud-runner up ${project}`, {
      GOOGLE_APPLICATION_CREDENTIALS: "missing.json",
    });
    expect(lost.out).toContain("GOOGLE_APPLICATION_CREDENTIALS names missing.json: there is no such file.");
    expect(fixesOf(lost)[0]).toContain("unset GOOGLE_APPLICATION_CREDENTIALS");
    const docker = await shell(`cloud-runner doctor ${project}`, { DOCKER_HOST: "unix:///no/docker.sock" });
    expect(docker.out).toContain("--builder cloud-build");
  });

  it("works under an older Node by the command that it is told (skipped where there is none)", async (context) => {
    const old = (process.env["CLOUD_RUNNER_OLD_NODE"] ?? "/usr/bin/node").replace(/\/node$/, "");
    const path = [join(installed.prefix, "bin"), old, "/usr/bin", "/bin"].join(delimiter);
    const version = await execa(join(old, "node"), ["--version"], { reject: false });
    context.skip(!/^v(1[89]|2[01])\./.test(String(version.stdout)), "no Node 18 to 21 here");
    const refused = await shell("cloud-runner models naive", { PATH: path });
    const [again] = fixesOf(refused);
    expect(again).toBe("npx -y -p node@24 cloud-runner models naive");
    const told = await shell(again!, { PATH: path, HOME: process.env["HOME"] ?? installed.work });
    expect(told).toMatchObject({ code: 0, out: expect.stringContaining("The last value, again") as string });
  });
});
