// `cloud-runner schedule add`: its arguments and its help.
import { forecastOptions } from "../../../options/forecast.ts";
import { defineCommand, flag, text } from "../../../shell/command.ts";

// The zone of the schedule has that name here; that of a file without one is `--param timezone=ZONE`.
const { timezone: _ofTheFile, ...parameters } = forecastOptions;

export const add = defineCommand({
  name: "schedule add",
  summary: "Have files forecast at the times of a schedule",
  description: [
    "The files are uploaded to gs://INPUT_BUCKET/schedules/NAME/job-data/. Whoever uploads newer data there has",
    "them forecast at the next time. A manifest names its files; objects of the input bucket are named as they",
    "are, or by a pattern, by which each time looks for them. Forecasts are named",
    "forecasts/NAME/{date}T{time}/{file} unless --output says another name, with the date and time of the",
    "schedule's zone. CRON has five fields: minute, hour, day of the month, month, day of the week.",
    "docs/schedules.md says more.",
  ].join("\n"),
  examples: [
    'cloud-runner schedule add nightly --cron "0 5 * * 1-5" --timezone Europe/Berlin sales.csv',
    'cloud-runner schedule add weekly --cron "0 6 * * MON" shops.job.json',
    'cloud-runner schedule add hourly --cron "15 * * * *" --output "latest/{file}" gs://INPUT_BUCKET/load.csv',
    "cloud-runner schedule add all --cron \"0 6 * * *\" 'gs://INPUT_BUCKET/shops/job-data/**'",
  ],
  arguments: [
    { name: "name", summary: "up to 40 lowercase letters, digits and hyphens", required: true },
    {
      name: "files",
      summary: "files, one manifest, or gs:// objects or patterns of the input bucket",
      required: true,
      variadic: true,
    },
  ],
  options: {
    cron: text("CRON", 'when, e.g. "0 5 * * 1-5": at 05:00 from Monday to Friday'),
    timezone: text("ZONE", "zone of these times, e.g. Europe/Berlin (default: UTC)"),
    output: text("NAME", "names of the forecasts in the output bucket", "o"),
    replace: flag("put it in the place of a schedule of that name"),
    ...parameters,
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
