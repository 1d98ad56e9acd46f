// `cloud-runner check` as the library does it.
import { checkFiles, type CheckResult } from "../../../library/check/check.ts";
import { parametersFrom, type ParameterOptions } from "../../options/forecast-parameters.ts";
import { sourcesFrom } from "../../options/sources.ts";
import type { Context } from "../../shell/context.ts";

export const run = async (
  context: Context,
  { arguments: words, options }: { arguments: string[]; options: ParameterOptions },
): Promise<CheckResult> => checkFiles(context, sourcesFrom(words, context.io), parametersFrom(options));
