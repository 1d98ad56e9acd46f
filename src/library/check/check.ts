import { readFile } from "node:fs/promises";
import { CloudRunnerError } from "../../core/errors.ts";
import type { Context } from "../../cli/shell/context.ts";
import { resolveFiles } from "../predict/inputs.ts";
import { checkDefaults } from "../predict/known-parameters.ts";
import { parametersFrom } from "../predict/parameters.ts";
import type { ParameterOptions } from "../predict/parameters.ts";
import { readInput } from "../predict/read-input.ts";
import { loadConfig } from "../settings.ts";
import { modelsWith } from "../own-model/known-models.ts";
import { ownModelOf } from "../own-model/own-model-of.ts";
import { checkFile } from "./check-file.ts";
import type { CheckedFile } from "./check-file.ts";

/**
 * One file after the other, so that only one is in memory.
 * @throws UsageError, ConfigError
 */
export async function runCheck(
  context: Context,
  words: readonly string[],
  options: ParameterOptions,
): Promise<CheckedFile[]> {
  const { io, folder, progress, signal } = context;
  const { config, path } = await loadConfig(context);
  const own = await ownModelOf(context, config);
  checkDefaults({ config, source: path }, modelsWith(own));
  const parameters = { ...config.forecast, ...parametersFrom(options) };
  const stdinIsTty = words.includes("-") && io.stdin.isTTY === true;
  const { files, leftOut } = resolveFiles(words, { folder, stdinIsTty });
  if (leftOut.length > 0) progress.note(`Left out ${leftOut.join(", ")}: results of earlier runs.`);
  const checked: CheckedFile[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    try {
      const content = await readInput(file, io.stdin, readFile);
      checked.push(checkFile(file.label, content, parameters, own));
    } catch (error) {
      if (!(error instanceof CloudRunnerError)) throw error;
      const { code, details, fix = "" } = error;
      const message = ["It cannot be read.", ...details].join(" ");
      checked.push({ status: "failed", input: file.label, error: { code, message, fix } });
    }
  }
  return checked;
}
