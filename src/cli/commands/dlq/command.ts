import { defineCommand, flag, text } from "../../shell/command.ts";

export const dlq = defineCommand({
  name: "dlq",
  summary: "List, explain, replay or purge what was given up",
  description: [
    "What keeps failing for another reason than its content ends as a dead letter after 20 tries.",
    "  list    what was given up, when, after how many tries, and why; looking removes nothing",
    "  show    all about one: log lines, attributes, what has become of its input, how to go on",
    "  replay  puts letters back and waits for the forecasts; a letter whose input is answered,",
    "          replaced or deleted is left alone, one that was replayed 3 times is refused",
    "  purge   removes letters for good, after asking; the inputs stay",
    "An ID is that of a letter, or the name of its input.",
  ].join("\n"),
  examples: [
    "cloud-runner dlq list",
    "cloud-runner dlq show 42",
    "cloud-runner dlq replay 42",
    "cloud-runner dlq replay --all --dry-run",
    "cloud-runner dlq replay 42 --fixed mended.csv",
    "cloud-runner dlq purge --settled",
    "cloud-runner dlq purge --older-than 7d --yes",
  ],
  arguments: [
    { name: "action", summary: "list (default), show, replay or purge", required: false },
    { name: "id", summary: "dead letters, for show, replay and purge", required: false, variadic: true },
  ],
  options: {
    all: flag("replay, purge: all letters"),
    dryRun: flag("replay, purge: say what would happen, and change nothing"),
    fixed: text("FILE.csv", "replay: put this file in the input's place, with the same parameters"),
    force: flag("replay: even what was replayed 3 times before, or a file that cannot be forecast"),
    timeout: text("TIME", "replay: how long to wait for the forecasts, 0 for not at all (default 10m)"),
    settled: flag("purge: letters whose input is answered, replaced or deleted"),
    olderThan: text("AGE", "purge: letters that were given up longer ago, e.g. 12h or 7d"),
  },
  async run(context, { arguments: words, options }) {
    const implementation = await import("../../../library/dlq/run-dlq.ts");
    return { result: await implementation.runDlq(context, words, options), implementation };
  },
  render: ({ result, implementation }, view) => implementation.renderDlq(result, view),
  document: ({ result, implementation }) => implementation.dlqDocument(result),
  exitCode: ({ result, implementation }) => implementation.dlqExitCode(result),
});
