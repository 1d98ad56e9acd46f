// Google's clients for other languages, installed for a test into a folder of its own; what is missing is a reason to skip.
import { copyFile, mkdtemp, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programOnPath, runTool, type Finished } from "./google-tools.ts";

/** Registries are slow at times; a suite that waits longer says so and skips. */
const installWithinMs = 240_000;

export interface ForeignClient {
  folder: string;
  /** What keeps the suite from running. */
  lacks?: string;
  close(): Promise<void>;
}

/**
 * @param install brings the packages into the folder
 * @param program that has to be there for it
 */
async function installClient(
  program: string,
  install: (folder: string, run: (file: string, ...args: string[]) => Promise<Finished>) => Promise<Finished>,
): Promise<ForeignClient> {
  const folder = await mkdtemp(join(tmpdir(), `${program}-client-`));
  const close = () => rm(folder, { recursive: true, force: true });
  if (programOnPath(program) === undefined) return { folder, close, lacks: `${program} is not installed` };
  await mkdir(join(folder, "home"));
  const run = (file: string, ...args: string[]) =>
    runTool(file, args, process.env as Record<string, string>, {
      cwd: folder,
      timeoutMs: installWithinMs,
    });
  try {
    const { code, stderr } = await install(folder, run);
    if (code === 0) return { folder, close };
    return {
      folder,
      close,
      lacks: `its packages could not be installed: ${stderr.trim().split("\n").at(-1)}`,
    };
  } catch (error) {
    return { folder, close, lacks: `its packages could not be installed: ${(error as Error).message}` };
  }
}

/** A Go program of one file, built as `program` in the client's folder. @param module the client, with its version */
export const installGoProgram = (source: string, module: string): Promise<ForeignClient> =>
  installClient("go", async (folder, run) => {
    await copyFile(source, join(folder, "main.go"));
    for (const args of [
      ["mod", "init", "example"],
      ["get", module],
    ]) {
      const { code, ...rest } = await run("go", ...args);
      if (code !== 0) return { code, ...rest };
    }
    return await run("go", "build", "-o", "program", ".");
  });

/** Packages of Python, in the folder `packages` of the client's. */
export const installPython = (...packages: string[]): Promise<ForeignClient> =>
  installClient("python3", (folder, run) => {
    const options = ["--quiet", "--disable-pip-version-check", "--target", join(folder, "packages")];
    return run("python3", "-m", "pip", "install", ...options, ...packages);
  });

/** Packages of Java by a Maven file, in the folder `packages` of the client's. */
export const installJava = (pom: string): Promise<ForeignClient> =>
  installClient("mvn", async (folder, run) => {
    await copyFile(pom, join(folder, "pom.xml"));
    return await run("mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=packages");
  });

/** A program that prints one line of JSON, as what it printed. */
export async function answersOf(finished: Promise<Finished>): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await finished;
  if (code !== 0) throw new Error(`It ended with ${code}.\n${stderr}\n${stdout}`);
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as Record<string, unknown>;
}
