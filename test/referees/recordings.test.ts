// What Google answered to others, recorded, against what the local cloud answers to the same requests.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startWholeCloud } from "../support/whole-cloud.ts";
import { recordedDifferences } from "./recorded-differences.ts";

/** Holds `replay.mjs` and what it replays; no part of this repository. */
const folder = process.env["CLOUD_RUNNER_RECORDINGS"];
const script = folder === undefined ? undefined : join(folder, "replay.mjs");
const lacks =
  script === undefined
    ? "CLOUD_RUNNER_RECORDINGS names no folder of recordings"
    : existsSync(script)
      ? undefined
      : `${script} is not there`;

/** What the script is loaded after: the recordings hold no credentials, and the control plane asks for its owner's. */
const asOwner = `const plain = fetch;
globalThis.fetch = (url, init) =>
  plain(url, { ...init, headers: { ...init?.headers, authorization: "Bearer " + process.env.SECRET } });`;

/** By way of a file: the script ends itself, and what a pipe has not taken by then is lost. */
async function printed(args: readonly string[], secret: string): Promise<string> {
  const file = join(tmpdir(), `recordings-${process.pid}.txt`);
  const output = await open(file, "w", 0o600);
  try {
    const before = ["--import", `data:text/javascript,${encodeURIComponent(asOwner)}`];
    const env = { ...process.env, SECRET: secret };
    const child = spawn(process.execPath, [...before, ...args], {
      env,
      stdio: ["ignore", output.fd, "inherit"],
    });
    await once(child, "exit");
    return await readFile(file, "utf8");
  } finally {
    await output.close();
    await rm(file);
  }
}

describe.skipIf(lacks !== undefined)(`recorded answers of Google (${lacks ?? "replayed"})`, () => {
  it("differ from those of the local cloud only where there is a reason", async () => {
    const cloud = await startWholeCloud();
    try {
      const text = await printed([script!, cloud.httpUrl, "--verbose"], cloud.secret);
      const lines = text.split("\n").flatMap((line) => /^ *\d+ {2}(\w+ .+)$/.exec(line)?.[1] ?? []);
      expect(lines.length).toBeGreaterThan(100);
      const explained = (line: string) => recordedDifferences.some((known) => known.lines.test(line));
      expect(lines.filter((line) => !explained(line))).toEqual([]);
      const unused = recordedDifferences.filter((known) => !lines.some((line) => known.lines.test(line)));
      expect(unused.map(({ reason }) => reason)).toEqual([]);
    } finally {
      await cloud.close();
    }
  });
});
