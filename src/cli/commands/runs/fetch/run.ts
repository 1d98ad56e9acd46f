// `cloud-runner runs fetch` as the library does it.
import { UsageError } from "../../../../core/errors.ts";
import { waitFrom } from "../../../options/forecast-parameters.ts";
import { outputFrom } from "../../../options/output.ts";
import type { Context } from "../../../shell/context.ts";
import { goOn, type PredictResult } from "../../predict/finish.ts";

interface FetchOptions {
  output: string | undefined;
  noWait: boolean;
  force: boolean;
  timeout: string | undefined;
  parallel: number;
  ndjson: boolean;
}

export function run(
  context: Context,
  { arguments: [id], options }: { arguments: string[]; options: FetchOptions },
): Promise<PredictResult> {
  const { output, noWait, force, timeout, parallel, ndjson } = options;
  if (output === "-" && (ndjson || context.flags.json)) {
    throw new UsageError("Events or JSON and the forecast cannot both go to standard output.", {
      code: "usage.output",
      fix: "Name a file or a folder with -o.",
    });
  }
  const place = output === undefined ? undefined : outputFrom(output);
  const wait = noWait ? { timeoutMs: 0, isStrict: true } : waitFrom(timeout);
  return goOn(context, options, { run: id!, sends: false, output: place, force, ...wait, parallel });
}
