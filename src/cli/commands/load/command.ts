// `cloud-runner load`: its arguments and its help.
import { defineCommand, integer, number, text } from "../../shell/command.ts";
import { forecastOptions } from "../../options/forecast.ts";

export const load = defineCommand({
  name: "load",
  summary: "Send many copies of a file, check each result, measure",
  description: [
    "Uploads copies under a prefix of their own, waits for each result, checks that all",
    "are the same, and removes everything again, after Ctrl-C too. On Google Cloud it",
    "costs money, so it says how much and asks.",
    "",
    "Without --rate, --concurrency copies are on their way at once: whoever waits sends",
    "nothing, so a slow service is asked less, and its latencies look better than many",
    "independent users would find them. Each latency counts from the start of its upload.",
    "With --rate, copies are sent at their times whatever becomes of those before, and",
    "each latency counts from the time at which its copy was due (no coordinated omission).",
    "",
    "`in service` is what Cloud Run logged of all requests in that time: the same",
    "numbers as those of `metrics`, which shows them some minutes later.",
  ].join("\n"),
  examples: [
    "cloud-runner load data.csv",
    "cloud-runner load data.csv --copies 1000 --concurrency 50",
    "cloud-runner load data.csv --rate 5 --duration 2m",
    "cloud-runner load data.csv --expect data.forecast.csv --model prophet",
  ],
  arguments: [{ name: "file", summary: "the file of which copies are sent", required: true }],
  options: {
    copies: number("N", "how many, up to 10,000 (default 100; with --duration as many as it takes)", 1),
    concurrency: integer("N", "copies on their way at once; with --rate uploads at once (default 20)", {
      minimum: 1,
      default: 20,
    }),
    rate: text("N/s", "copies a second, or a minute as 30/m"),
    duration: text("TIME", "send nothing after this time, e.g. 2m; at most 1h"),
    expect: text("FILE", "the forecast that each has to be (default: what most are)"),
    maxCost: number("USD", "refuse when it could cost more on Google Cloud", 0),
    timeout: text("TIME", "how long to wait after the last upload (default 10m)"),
    ...forecastOptions,
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
