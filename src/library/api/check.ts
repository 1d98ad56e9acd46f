// `check` for programs: what the service would say of files, without a cloud.
import { checkFiles } from "../check/check.ts";
import type { CheckedFile } from "../check/checked-file.ts";
import { parameterNames, parametersOf, type ForecastParameters } from "./forecast-parameters.ts";
import { withSession, type Options } from "./options.ts";
import { sourceOf, type Source } from "./sources.ts";

/**
 * Reads a file as the service would, and says what it found or what is wrong where. It needs no cloud.
 *
 * @example
 * const found = await check("sales.csv", { horizon: 28 });
 * if (found.status === "failed") console.error(found.error.message, "line", found.error.line);
 *
 * @throws UsageError for a file that is not there, or a parameter that no model has or takes; ConfigError for a faulty
 * configuration. A faulty file does not throw.
 */
export const check = (source: Source, options: Options & ForecastParameters = {}): Promise<CheckedFile> =>
  withSession(options, parameterNames, async (session) => {
    const { files } = await checkFiles(session, [sourceOf(source)], parametersOf(options));
    return files[0]!;
  });
