// The parameters of a forecast, from the flags that name them and from --param. The service checks the values.
import { checkParametersSize } from "../../library/predict/known-parameters.ts";
import { UsageError } from "../../core/errors.ts";
import { parseDurationMs } from "../../core/duration.ts";
import type { OptionValues } from "../shell/command.ts";
import type { forecastOptions } from "./forecast.ts";

export type ParameterOptions = OptionValues<typeof forecastOptions>;

/** Parameters that have a flag of their own, by the key of its option. */
export const optionOfParameter = {
  model: "model",
  horizon: "horizon",
  frequency: "frequency",
  interval: "interval",
  closed: "closed",
  fill: "fill",
  "last-row": "lastRow",
  aggregate: "aggregate",
  integer: "integer",
  date: "dateColumn",
  target: "targetColumn",
  id: "idColumn",
  sheet: "sheet",
  encoding: "encoding",
  "date-format": "dateFormat",
  timezone: "timezone",
  decimal: "decimal",
  "skip-rows": "skipRows",
} as const satisfies Readonly<Record<string, Exclude<keyof ParameterOptions, "param">>>;

/** @throws UsageError for what cannot be meant; a wrong value of a known parameter is the service's to refuse. */
export function parametersFrom(options: ParameterOptions): Record<string, string> {
  checkNumber("--horizon", options.horizon, (value) => Number.isInteger(value) && value >= 1, {
    need: "a whole number of rows, 1 or more",
    example: "--horizon 28",
  });
  for (const level of options.interval?.split(",") ?? []) {
    checkNumber("--interval", level, (value) => value >= 0 && value < 1, {
      need: "a probability from 0 (no interval) to below 1",
      example: "--interval 0.8",
    });
  }
  const parameters: Record<string, string> = {};
  for (const [name, key] of Object.entries(optionOfParameter)) {
    const value = options[key];
    if (value === true) parameters[name] = "true";
    else if (typeof value === "string") parameters[name] = value;
  }
  for (const word of options.param) {
    const [name, value] = nameAndValue(word);
    if (Object.hasOwn(parameters, name)) {
      throw new UsageError(`The parameter ${name} is given twice.`, {
        code: "usage.parameter",
        fix: "Leave out one of the two.",
      });
    }
    parameters[name] = value;
  }
  checkParametersSize(parameters);
  return parameters;
}

function nameAndValue(word: string): [string, string] {
  const at = word.indexOf("=");
  const name = word.slice(0, Math.max(at, 0));
  const value = word.slice(at + 1);
  if (/^[a-z][a-z0-9-]*$/.test(name) && value !== "" && !/[\p{Cc}]/u.test(value)) return [name, value];
  throw new UsageError(`--param ${word} is not of the form NAME=VALUE.`, {
    code: "usage.parameter",
    fix: "Write a name of a-z, 0-9 and -, an equals sign and a value, for example --param growth=flat.",
  });
}

function checkNumber(
  name: string,
  text: string | undefined,
  isFine: (value: number) => boolean,
  { need, example }: { need: string; example: string },
): void {
  if (text === undefined || (text.trim() !== "" && isFine(Number(text)))) return;
  throw new UsageError(`${name} is ${text}; it must be ${need}.`, {
    code: "usage.parameter",
    fix: `For example ${example}.`,
  });
}

export function timeoutMsFrom(text: string | undefined): number {
  const timeoutMs = parseDurationMs(text ?? "600s", "--timeout");
  if (timeoutMs >= 1000) return timeoutMs;
  throw new UsageError("--timeout is below one second.", {
    code: "usage.duration",
    fix: "Give the service some time, for example --timeout 60s.",
  });
}

/** How long forecasts are waited for: with the option no longer for the job either. */
export const waitFrom = (text: string | undefined): { timeoutMs: number; isStrict: boolean } => ({
  timeoutMs: timeoutMsFrom(text),
  isStrict: text !== undefined,
});
