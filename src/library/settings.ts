// What the command works on: flags over environment over cloud-runner.json over defaults.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { faultOfSetting, parseConfig } from "../core/config.ts";
import type { Config } from "../core/config.ts";
import { ConfigError, UsageError } from "../core/errors.ts";
import { namesFor } from "../core/names.ts";
import type { Names } from "../core/names.ts";
import { configFile } from "./config-file.ts";
import type { Session } from "./session.ts";

export interface Settings {
  config: Config;
  names: Names;
  /** The file that was read; undefined when there is none. */
  source: string | undefined;
}

type Asked = Pick<Session, "overrides" | "machine" | "folder">;

/** @throws ConfigError that lists every problem; UsageError for flags that exclude each other. */
export async function loadSettings(context: Asked): Promise<Settings> {
  const { config, path, file } = await loadConfig(context);
  return { config, names: namesFor(config), source: file === undefined ? undefined : path };
}

export interface LoadedConfig {
  config: Config;
  /** Where the file is, or would be. */
  path: string;
  /** What stands in it; undefined when there is none. */
  file: object | undefined;
}

/** As `loadSettings`, for what may run before there is a project to name things after. */
export async function loadConfig(context: Asked): Promise<LoadedConfig> {
  const { overrides, machine, folder } = context;
  const named = overrides.config ?? machine.env["CLOUD_RUNNER_CONFIG"];
  const path = named === undefined ? join(folder, configFile) : resolve(folder, named);
  const file = await readConfigFile(path, named);
  const over = laidOver(context);
  const config = parseConfig({ ...file, ...over }, path);
  return { config, path, file };
}

async function readConfigFile(path: string, named: string | undefined): Promise<object | undefined> {
  let content: string;
  try {
    content = await readFile(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" && named === undefined) return undefined;
    throw new UsageError(`The configuration file cannot be read: ${path}`, {
      code: "usage.config-file",
      details: [code === "ENOENT" ? "There is no such file." : String((error as Error).message)],
      fix: "Name an existing file with --config, or write one with `cloud-runner init`.",
      cause: error,
    });
  }
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new ConfigError(`${path} is not JSON.`, {
      details: [(error as Error).message],
      fix: `Correct ${path}; \`cloud-runner init --print\` shows a complete one.`,
      cause: error,
    });
  }
  throw new ConfigError(`${path} does not hold a JSON object.`, {
    fix: `Correct ${path}; \`cloud-runner init --print\` shows a complete one.`,
  });
}

/** Naming a project by flag chooses Google Cloud, since the local cloud has exactly one project of its own. */
function laidOver({
  overrides,
  machine,
}: Asked): Partial<Record<"target" | "project" | "region" | "builder", string>> {
  const { env } = machine;
  const { builder } = overrides;
  if (overrides.project !== undefined && overrides.target === "local") {
    throw new UsageError("--project and --target local exclude each other.", {
      details: ["The local cloud has exactly one project of its own."],
      fix: "Leave out one of the two.",
    });
  }
  const target =
    overrides.target ?? (overrides.project === undefined ? env["CLOUD_RUNNER_TARGET"] || undefined : "gcp");
  const project = overrides.project ?? (env["CLOUD_RUNNER_PROJECT"] || undefined);
  const region = overrides.region ?? (env["CLOUD_RUNNER_REGION"] || undefined);
  checkOverride("target", target, overrides.target);
  checkOverride("project", project, overrides.project);
  checkOverride("region", region, overrides.region);
  return {
    ...(target === undefined ? {} : { target }),
    ...(project === undefined ? {} : { project }),
    ...(region === undefined ? {} : { region }),
    ...(builder === undefined ? {} : { builder }),
  };
}

/** Before it is laid over the file, which would get the blame. */
function checkOverride(
  name: "target" | "project" | "region",
  value: string | undefined,
  flag: string | undefined,
): void {
  const fault = value === undefined ? undefined : faultOfSetting(name, value);
  if (fault === undefined) return;
  const source = flag === undefined ? `CLOUD_RUNNER_${name.toUpperCase()}` : `--${name}`;
  throw new UsageError(`${source} is ${value}; it ${fault}.`, {
    code: "usage.setting",
    fix: `Correct ${source}, or leave it out.`,
  });
}
