// A run that is killed by the system, or stopped by its user, at a moment of our choice, with the real command line.
// CLOUD_RUNNER_ALL=1 kills at every single writing request instead of a few; `npm run test:crash` does so.
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { parseConfig } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { userStateFolder } from "../../src/core/user/own-folder.ts";
import { claimState } from "../../src/library/local-cloud/own-state.ts";
import { createClients } from "../../src/provision/google/clients.ts";
import { createContext } from "../../src/provision/engine/context.ts";
import { asOwner } from "../support/as-owner.ts";
import { comparable, contentsOf } from "../support/cloud-contents.ts";
import { cliPath, createProjectFolder, eventually, type ProjectFolder } from "../support/project-folder.ts";

let folder: ProjectFolder;
beforeEach(async () => {
  folder = await createProjectFolder();
});
afterEach(async () => {
  if (existsSync(stateFile("cloud.json"))) await chaos({});
  await folder.remove();
});

const stateFile = (name: string) => join(folder.path, ".cloud-runner", name);
const consoleUrl = (route: string) => `http://127.0.0.1:${folder.cloud().httpPort}/_local/${route}`;

/** Settings for a local cloud that runs already, or for the one that is about to be started here. */
async function chaos(settings: object): Promise<void> {
  if (existsSync(stateFile("cloud.json"))) {
    const answer = await fetch(
      consoleUrl("chaos"),
      asOwner(folder.cloud(), { method: "PUT", body: JSON.stringify(settings) }),
    );
    if (!answer.ok) throw new Error(await answer.text());
    return;
  }
  claimState(stateFile(""), userStateFolder(process.env));
  await writeFile(stateFile("chaos.json"), JSON.stringify(settings));
}

const hasCrashed = async () => {
  const answer = await fetch(consoleUrl("chaos"), asOwner(folder.cloud()));
  return ((await answer.json()) as { crashed: boolean }).crashed;
};

function start(...args: string[]) {
  const env = { NO_COLOR: "1", CI: "true" };
  return execa(process.execPath, [cliPath, ...args], {
    cwd: folder.path,
    reject: false,
    stdin: "ignore",
    env,
  });
}

/** Kills the command when it reaches the writing request. Resolves to whether it ever did. */
async function killAt(write: number, when: "before" | "after", command: "up" | "down"): Promise<boolean> {
  await chaos({ crashAt: { mutating: write, when } });
  const running = start(command, "--yes");
  let hasEnded = false;
  const ended = running.then((result) => {
    hasEnded = true;
    return result;
  });
  const isKilled = await eventually(`${command} to reach write ${write}`, 60_000, async () => {
    if (hasEnded) return "never";
    if (!existsSync(stateFile("cloud.json"))) return undefined;
    // The local cloud may be on its way up or down at this very moment.
    return (await hasCrashed().catch(() => false)) ? "reached" : undefined;
  });
  if (isKilled === "reached") running.kill("SIGKILL");
  const result = await ended;
  if (isKilled === "never" && result.exitCode !== 0) throw new Error(result.stderr);
  if (existsSync(stateFile("cloud.json"))) await chaos({});
  return isKilled === "reached";
}

async function contents(): Promise<unknown> {
  const { httpPort, grpcPort, secret } = folder.cloud();
  const names = namesFor(parseConfig({}, folder.path));
  const httpUrl = `http://127.0.0.1:${httpPort}`;
  const endpoint = { target: "local", httpUrl, grpcHost: "127.0.0.1", grpcPort, secret } as const;
  const clients = createClients(endpoint, names.project);
  try {
    return comparable(await contentsOf(createContext({ clients, clock: systemClock, names })));
  } finally {
    await clients.close();
  }
}

let undisturbed: unknown;
async function expectAsUndisturbed(what: string): Promise<void> {
  const planned = await folder.run("plan", "--detailed-exitcode");
  expect(planned.exitCode, `${what}\n${planned.stdout}`).toBe(0);
  expect(await contents(), `${what}`).toEqual(undisturbed);
}

describe("a command that is killed", () => {
  beforeEach(async () => {
    if (undisturbed !== undefined) return;
    await folder.up();
    undisturbed = await contents();
    await folder.run("down", "--yes");
  });

  const isAll = process.env["CLOUD_RUNNER_ALL"] === "1";
  const moments = ["before", "after"] as const;
  const all = Array.from({ length: 30 }, (_, index) =>
    moments.map((when) => [index + 1, when] as const),
  ).flat();
  // An early one and a late one; the wire tests go through all of them in process.
  const few = [
    [3, "before"],
    [17, "after"],
  ] as const;

  it.each(isAll ? all : few)(
    "at writing request %i, %s it is carried out, is completed by the next one",
    async (write, when) => {
      if (await killAt(write, when, "up")) await folder.up();
      await expectAsUndisturbed(`up, ${when} write ${write}`);
      await killAt(write, when, "down");
      // Where the first one came to its end, the second finds nothing to do.
      const again = await folder.run("down", "--yes");
      expect(again.exitCode, `${again.stderr}`).toBe(0);
      expect(existsSync(stateFile(""))).toBe(false);
    },
  );
});

describe("a command that its user stops", () => {
  it("ends what is under way, says what is left, and is completed by the next one", async () => {
    await chaos({ latencyMs: 100 });
    const running = start("up", "--yes");
    await eventually("the first bucket", 60_000, async () => {
      if (!existsSync(stateFile("cloud.json"))) return undefined;
      const answer = await fetch(consoleUrl("requests?mutating=true"), asOwner(folder.cloud())).catch(
        () => undefined,
      );
      return (await answer?.text())?.includes("/storage/v1/b") || undefined;
    });
    running.kill("SIGINT");
    const { exitCode, stderr } = await running;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/Interrupted: [0-9]+ done, [0-9]+ cut short, [0-9]+ not started\./);
    expect(stderr).toContain("goes on from here");
    await chaos({});
    await folder.up();
    expect((await folder.run("plan", "--detailed-exitcode")).exitCode).toBe(0);
  });

  it("ends at once when it is stopped again", async () => {
    await chaos({ crashAt: { mutating: 3, when: "after" } });
    const running = start("up", "--yes");
    await eventually("the silence", 60_000, async () => {
      if (!existsSync(stateFile("cloud.json"))) return undefined;
      return (await hasCrashed().catch(() => false)) || undefined;
    });
    running.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 300));
    running.kill("SIGINT");
    expect((await running).exitCode).toBe(130);
    await chaos({});
    await folder.up();
    expect((await folder.run("plan", "--detailed-exitcode")).exitCode).toBe(0);
  });
});
