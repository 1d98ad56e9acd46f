// What an operation works with: flags over environment over cloud-runner.json over defaults.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { faultOfSetting, parseConfig, type Config, type ConfigInput } from "../core/config.ts";
import { ConfigError, UsageError } from "../core/errors.ts";
import { namesFor, type Names } from "../core/names.ts";
import { jsonFault } from "../core/text/json-fault.ts";
import { repeatedKey } from "../core/text/repeated-key.ts";
import { userText } from "../core/text/user-text.ts";
import { filledIn } from "../core/notify/destinations.ts";
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
  /** What flags and environment variables say instead. */
  overrides: Override[];
}

/** A setting that a flag or an environment variable gives. */
export interface Override {
  name: "target" | "project" | "region" | "builder";
  value: string;
  origin: "flag" | "environment";
  /** The flag or the variable: `--region`, `CLOUD_RUNNER_REGION`. */
  source: string;
}

/** As `loadSettings`, for what may run before there is a project to name things after. */
export async function loadConfig(context: Asked): Promise<LoadedConfig> {
  const { path, file } = await configOf(context);
  const over = overridesFrom(context);
  const laidOver = Object.fromEntries(over.map(({ name, value }) => [name, value]));
  const notify = filledIn((file as ConfigInput | undefined)?.notify, context.machine.env);
  const config = parseConfig({ ...file, ...(notify !== undefined && { notify }), ...laidOver }, path);
  return { config, path, file, overrides: over };
}

async function configOf({ overrides, machine, folder }: Asked): Promise<Pick<LoadedConfig, "path" | "file">> {
  if (typeof overrides.config === "object") return { path: "config", file: overrides.config };
  const named = overrides.config ?? machine.env["CLOUD_RUNNER_CONFIG"];
  const path = named === undefined ? join(folder, configFile) : resolve(folder, named);
  return { path, file: await readConfigFile(path, named) };
}

async function readConfigFile(path: string, named: string | undefined): Promise<object | undefined> {
  let content: Uint8Array;
  try {
    content = await readFile(path);
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
  const value = readJson(path, content);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new ConfigError(`${path} does not hold a JSON object.`, {
    fix: `Correct ${path}; \`cloud-runner init --print\` shows a complete one.`,
  });
}

function readJson(path: string, content: Uint8Array): unknown {
  let text: string;
  try {
    text = userText(content);
  } catch (error) {
    throw new ConfigError(`${path} is not text in UTF-8.`, { fix: "Save it as UTF-8.", cause: error });
  }
  try {
    const value = JSON.parse(text) as unknown;
    refuseRepeated(path, text);
    return value;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { reason, ...place } = jsonFault(error, text);
    throw new ConfigError(`${path} is not JSON.`, {
      details: [`Line ${place.line}, column ${place.column}: ${reason}.`],
      fix: `Correct ${path}; \`cloud-runner init --print\` shows a complete one.`,
      place: { input: path, ...place },
      cause: error,
    });
  }
}

/** Which of two was meant nobody can tell. */
function refuseRepeated(path: string, text: string): void {
  const found = repeatedKey(text);
  if (found === undefined) return;
  const { key, line, column } = found;
  throw new ConfigError(`${path} has "${key}" twice in one object.`, {
    details: [`Line ${line}, column ${column}: the second one.`],
    fix: `Leave out one of the two in ${path}.`,
    place: { input: path, line, column },
  });
}

/** Naming a project by flag chooses Google Cloud, since the local cloud has exactly one project of its own. */
function overridesFrom({ overrides, machine }: Asked): Override[] {
  if (overrides.project !== undefined && overrides.target === "local") {
    throw new UsageError("--project and --target local cannot be used together.", {
      details: ["The local cloud has exactly one project of its own."],
      fix: "Leave out one of the two.",
    });
  }
  return (["target", "project", "region", "builder"] as const).flatMap((name): Override[] => {
    const flag = overrides[name];
    if (flag !== undefined) return [checked({ name, value: flag, origin: "flag", source: `--${name}` })];
    if (name === "target" && overrides.project !== undefined)
      return [{ name, value: "gcp", origin: "flag", source: "--project" }];
    const source = `CLOUD_RUNNER_${name.toUpperCase()}`;
    const value = name === "builder" ? undefined : machine.env[source] || undefined;
    return value === undefined ? [] : [checked({ name, value, origin: "environment", source })];
  });
}

/** Checked by itself: in the merged configuration the error would name the file. */
function checked(override: Override): Override {
  const { name, value, source } = override;
  const fault = faultOfSetting(name, value);
  if (fault === undefined) return override;
  throw new UsageError(`${source} is ${value}; it ${fault}.`, {
    code: "usage.setting",
    fix: `Correct ${source}, or leave it out.`,
  });
}
