// `cloud-runner schedule add` as the library does it.
import { UsageError } from "../../../../core/errors.ts";
import { addSchedule, type AddResult } from "../../../../library/schedules/add.ts";
import { parametersFrom, type ParameterOptions } from "../../../options/forecast-parameters.ts";
import { sourcesFrom } from "../../../options/sources.ts";
import type { Context } from "../../../shell/context.ts";

interface AddOptions extends Omit<ParameterOptions, "timezone"> {
  cron: string | undefined;
  timezone: string | undefined;
  output: string | undefined;
  replace: boolean;
}

export async function run(
  context: Context,
  { arguments: [name, ...words], options }: { arguments: string[]; options: AddOptions },
): Promise<AddResult> {
  const { cron, timezone, output, replace, ...forecast } = options;
  if (cron === undefined) {
    throw new UsageError("A schedule needs its times.", {
      code: "usage.cron",
      fix: `cloud-runner schedule add ${name} --cron "0 5 * * *" ${words.join(" ")}`,
    });
  }
  const sources = sourcesFrom(words, context.io);
  const parameters = parametersFrom({ ...forecast, timezone: undefined });
  return addSchedule(context, { name: name!, cron, timezone, sources, parameters, output, replace });
}
