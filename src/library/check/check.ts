// Files judged on this machine as the service would judge them.
import type { RawParameters } from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { modelsWith } from "../own-model/known-models.ts";
import { ownModelOf } from "../own-model/prepare-model.ts";
import type { Source } from "../predict/sources/input.ts";
import { resolveFiles } from "../predict/inputs.ts";
import { checkDefaults, checkGiven } from "../predict/known-parameters.ts";
import type { Session } from "../session.ts";
import { loadConfig } from "../settings.ts";
import { checkFile } from "./check-file.ts";
import type { CheckedFile } from "./checked-file.ts";

export interface CheckResult {
  files: CheckedFile[];
  succeeded: number;
  failed: number;
}

/**
 * One file after the other, so that only one is in memory.
 * @throws UsageError, ConfigError
 */
export async function checkFiles(
  session: Session,
  sources: readonly Source[],
  given: RawParameters,
): Promise<CheckResult> {
  const { folder, progress, signal } = session;
  const { config, path } = await loadConfig(session);
  const own = await ownModelOf(session, config);
  const models = modelsWith(own);
  checkDefaults({ config, source: path }, models);
  checkGiven(given, models);
  const parameters = { ...config.forecast, ...given };
  const { files, notes } = resolveFiles(sources, folder);
  for (const note of notes) progress.note(note);
  const checked: CheckedFile[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    try {
      checked.push(await checkFile(file.label, await file.read(), parameters, own));
    } catch (error) {
      if (!(error instanceof CloudRunnerError)) throw error;
      const { code, details, fix = "" } = error;
      const message = ["It cannot be read.", ...details].join(" ");
      checked.push({ status: "failed", input: file.label, error: { code, message, fix } });
    }
  }
  const failed = checked.filter(({ status }) => status === "failed").length;
  return { files: checked, succeeded: checked.length - failed, failed };
}
