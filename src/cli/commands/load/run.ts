// `cloud-runner load` as the library does it.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseDurationMs, plural } from "../../../core/duration.ts";
import { UsageError } from "../../../core/errors.ts";
import { load, type LoadPlan, type LoadResult } from "../../../library/load/load.ts";
import { dollars } from "../../../library/stack/cost.ts";
import { parametersFrom, timeoutMsFrom, type ParameterOptions } from "../../options/forecast-parameters.ts";
import { bringingUp } from "../../questions/bring-up.ts";
import { confirm } from "../../shell/confirm.ts";
import type { Context } from "../../shell/context.ts";

export interface Options extends ParameterOptions {
  copies: number | undefined;
  concurrency: number;
  rate: string | undefined;
  duration: string | undefined;
  expect: string | undefined;
  maxCost: number | undefined;
  timeout: string | undefined;
}

export async function run(
  context: Context,
  { arguments: [file = ""], options }: { arguments: string[]; options: Options },
): Promise<LoadResult> {
  const { copies, concurrency, rate, duration, expect, maxCost, timeout } = options;
  if (copies !== undefined && !Number.isInteger(copies)) throw noCount(copies);
  const asked = {
    copies,
    concurrency,
    ratePerSecond: rate === undefined ? undefined : rateFrom(rate),
    durationMs: duration === undefined ? undefined : parseDurationMs(duration, "--duration"),
    parameters: parametersFrom(options),
    timeoutMs: timeoutMsFrom(timeout),
    expected: expect === undefined ? undefined : await expectedFrom(resolve(context.folder, expect), expect),
    maxCost,
    approve: (plan: LoadPlan) => confirm(context, questionAbout(plan)),
  };
  return bringingUp(context, () => load(context, file, asked));
}

const questionAbout = ({ copies, usd, forecastSeconds }: LoadPlan): string =>
  `This forecasts ${plural(copies, "copy", "copies")} on Google Cloud, which costs about ${dollars(usd)} if each needs ${forecastSeconds} s. Go on?`;

/** `5`, `5/s`, `30/m`. */
function rateFrom(text: string): number {
  const [, count, unit] = /^(\d*\.?\d+)(?:\/(s|m))?$/.exec(text.trim()) ?? [];
  if (count !== undefined) return Number(count) / (unit === "m" ? 60 : 1);
  throw new UsageError(`--rate ${text} is no rate.`, {
    code: "usage.load",
    fix: "Write how many are sent a second or a minute: --rate 5/s, --rate 30/m.",
  });
}

const noCount = (copies: number): UsageError =>
  new UsageError(`--copies is ${copies}; it must be a whole number.`, {
    code: "usage.load",
    fix: "For example --copies 100.",
  });

async function expectedFrom(path: string, named: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`${named} cannot be read: ${(error as Error).message}`, {
      code: "usage.file",
      fix: "Name a forecast of this file, such as `cloud-runner predict` writes.",
      cause: error,
    });
  }
}
