import { exitCodes } from "../../../core/errors.ts";
import { defineCommand } from "../../shell/command.ts";
import { forecastOptions } from "../../../library/predict/forecast-options.ts";

export const check = defineCommand({
  name: "check",
  summary: "Check CSV files before they are uploaded",
  description: [
    "Reads each file as the service would and says what it found, what it mended, and what is wrong where.",
    "Needs no cloud and uploads nothing. Exits with 0 when all files are fine, 3 when some are, 1 when none is.",
  ].join("\n"),
  examples: [
    "cloud-runner check data.csv",
    "cloud-runner check in/*.csv --frequency D --json",
    "cat data.csv | cloud-runner check -",
  ],
  arguments: [
    { name: "files", summary: "CSV files, or - for standard input", required: true, variadic: true },
  ],
  options: forecastOptions,
  async run(context, { arguments: words, options }) {
    const { runCheck } = await import("../../../library/check/check.ts");
    const { renderCheck } = await import("./render.ts");
    return { files: await runCheck(context, words, options), renderCheck };
  },
  render: ({ files, renderCheck }, view) => renderCheck(files, view),
  document: ({ files }) => ({
    files,
    succeeded: files.filter(({ status }) => status === "ok").length,
    failed: files.filter(({ status }) => status === "failed").length,
  }),
  exitCode: ({ files }) => {
    const failed = files.filter(({ status }) => status === "failed").length;
    if (failed === 0) return exitCodes.ok;
    return failed < files.length ? exitCodes.partial : exitCodes.failed;
  },
});
