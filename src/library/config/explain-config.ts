// Every setting with its value and where that comes from: a flag, the environment, the file, or the default.
import { settingNames, type ConfigInput } from "../../core/config.ts";
import { shownSetting } from "../../core/notify/fingerprint.ts";
import type { Session } from "../session.ts";
import { loadConfig } from "../settings.ts";

export interface Setting {
  /** Dotted: `service.cpu`. */
  setting: string;
  /** Undefined when it is not set and has no default. */
  value?: unknown;
  origin: "flag" | "environment" | "file" | "default";
  /** The flag, the variable, or the path of the file. */
  source?: string;
}

export interface ExplainedConfig {
  /** Undefined when there is no file. */
  file: string | undefined;
  settings: Setting[];
}

/** @throws ConfigError that lists every problem; UsageError for a wrong flag or variable. */
export async function explainConfig(
  session: Pick<Session, "overrides" | "machine" | "folder">,
): Promise<ExplainedConfig> {
  const { config, path, file, overrides } = await loadConfig(session);
  const settings = settingNames.flatMap((name): Setting[] => {
    const override = overrides.find((each) => each.name === name);
    if (override === undefined) {
      // As it stands in the file, and without what may be a secret.
      const value = name === "notify" ? shownSetting((file as ConfigInput)?.notify ?? []) : config[name];
      return settingsIn([name], value, file, path);
    }
    const { value, origin, source } = override;
    return [{ setting: name, value, origin, source }];
  });
  return {
    file: file === undefined ? undefined : path,
    settings: settings.filter(({ setting }) => setting !== "$schema"),
  };
}

/** One entry for each value inside of an object, however much of it the file gives. */
function settingsIn(keys: readonly string[], value: unknown, file: unknown, source: string): Setting[] {
  if (isFilled(value)) {
    return Object.entries(value).flatMap(([key, inner]) => settingsIn([...keys, key], inner, file, source));
  }
  const setting = keys.join(".");
  const given = keys.reduce(
    (inner: unknown, key) => (inner as Record<string, unknown> | undefined)?.[key],
    file,
  );
  return given === undefined
    ? [{ setting, value, origin: "default" }]
    : [{ setting, value, origin: "file", source }];
}

const isFilled = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
