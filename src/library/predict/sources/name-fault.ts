// Names that an upload cannot have.
import { isReportName, isSeriesReportName } from "../../../core/contract.ts";
import { UsageError } from "../../../core/errors.ts";

/**
 * What is wrong with the last part of a name, in words that go behind "The file has"; undefined where nothing is.
 * Cloud Storage's rules: https://docs.cloud.google.com/storage/docs/objects#naming, and two of our own.
 */
export function nameFault(base: string): string | undefined {
  if (/[\p{Cc}]/u.test(base)) return "a control character in its name";
  if (Buffer.byteLength(base) > 900) return "a name of over 900 bytes";
  if (isReportName(base)) return "the name of an error report";
  return isSeriesReportName(base) ? "the name of a report on series" : undefined;
}

/** @throws UsageError usage.file-name */
export function checkObjectName(base: string): void {
  const wrong = nameFault(base);
  if (wrong === undefined) return;
  throw new UsageError(`The file ${JSON.stringify(base)} has ${wrong}.`, {
    code: "usage.file-name",
    fix: "Rename the file, or send it through standard input: cloud-runner predict - < FILE",
  });
}
