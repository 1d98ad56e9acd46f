// `cloud-runner check`: its arguments and its help.
import { defineCommand } from "../../shell/command.ts";
import { forecastOptions } from "../../options/forecast.ts";

export const check = defineCommand({
  name: "check",
  summary: "Check files before they are uploaded",
  description: [
    "Reads each file as the service would and says how it was read, what was fixed, what is wrong where, and what",
    "would make the forecast better. Where two readings are possible it asks; a script gets commands.",
    "Needs no cloud and uploads nothing. Exits with 0 when all files are fine, 3 when some are, 1 when none is;",
    "a file that leaves a question open is not fine until an option answers it.",
  ].join("\n"),
  examples: [
    "cloud-runner check data.csv",
    "cloud-runner check in/*.csv --frequency D --json",
    "cloud-runner check sales.xlsx --sheet 2024",
    "cat data.csv | cloud-runner check -",
  ],
  arguments: [
    {
      name: "files",
      summary: "files of any kind that docs/files.md lists, or - for standard input",
      required: true,
      variadic: true,
    },
  ],
  options: forecastOptions,
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
