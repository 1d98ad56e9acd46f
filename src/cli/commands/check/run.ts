// `cloud-runner check` as the library does it.
import { checkFiles, type CheckResult } from "../../../library/check/check.ts";
import type { CheckedFile } from "../../../library/check/checked-file.ts";
import { rejectionError } from "../../../library/predict/rejection-error.ts";
import { parametersFrom, type ParameterOptions } from "../../options/forecast-parameters.ts";
import { sourcesFrom, standardInput } from "../../options/sources.ts";
import { canChoose } from "../../questions/choose.ts";
import { settling, withCommands } from "../../questions/settle.ts";
import type { Context } from "../../shell/context.ts";

interface CheckInput {
  arguments: string[];
  options: ParameterOptions;
}

/** A file, and the commands that settle what it leaves open. */
export type ShownFile = CheckedFile & { commands?: readonly string[] };

export interface ShownResult extends CheckResult {
  files: ShownFile[];
}

export const run = (context: Context, input: CheckInput): Promise<ShownResult> =>
  settling(context, input, (options) => check(context, { ...input, options }));

async function check(context: Context, { arguments: words, options }: CheckInput): Promise<ShownResult> {
  const result = await checkFiles(context, sourcesFrom(words, context.io), parametersFrom(options));
  const [only, ...others] = result.files;
  if (
    only?.status === "failed" &&
    others.length === 0 &&
    only.error.choices !== undefined &&
    canChoose(context)
  )
    throw rejectionError(only.input, only.error);
  return { ...result, files: result.files.map((file) => withCommandsOf(file, context, options)) };
}

function withCommandsOf(file: CheckedFile, context: Context, options: ParameterOptions): ShownFile {
  if (file.status === "ok" || file.error.choices === undefined) return file;
  const word = file.input === standardInput ? "-" : file.input;
  const error = rejectionError(file.input, file.error);
  return { ...file, commands: withCommands(error, context, { arguments: [word], options }).commands };
}
