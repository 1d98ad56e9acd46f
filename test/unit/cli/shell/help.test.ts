import { describe, expect, it } from "vitest";
import { allCommands, loadSubcommands } from "../../../../src/cli/shell/command-table.ts";
import { isGroup } from "../../../../src/cli/shell/command.ts";
import { main } from "../../../../src/cli/main.ts";
import { fakeIo } from "../support.ts";

async function printed(...argv: string[]): Promise<string> {
  const io = fakeIo();
  expect(await main([...argv, "--no-color"], io)).toBe(0);
  return io.out();
}

it("lists examples, commands and options", async () => {
  expect(await printed("--help")).toMatchInlineSnapshot(`
    "Forecasts CSV files, on serverless infrastructure or on this machine.

    Examples
      cloud-runner up
      cloud-runner predict data.csv --model prophet --horizon 28
      cloud-runner logs --since 10m
      cloud-runner down

    Usage
      cloud-runner COMMAND [options]

    Commands
      up          Create or update everything, and wait until it serves
      predict     Forecast files and draw the result
      console     See files, forecasts, runs and logs in the browser
      runs        List, follow, fetch, cancel or remove runs of predict
      check       Check files before they are uploaded
      backtest    Try models on the newest part of a file, held out
      models      List the models, or the parameters of one
      schedule    Forecast files again and again, at the times of a schedule
      logs        Show what the service and its job logged
      dlq         List, explain, replay or purge what was given up
      status      Show what is deployed and what it is doing
      metrics     Show requests, latency, instances and backlog over time
      load        Send many copies of a file, check each result, measure
      outputs     Print names, addresses and environment variables
      deploy      Test a new revision, then send it traffic
      rollback    Give all traffic back to an earlier revision
      revisions   List revisions, the newest first, with their traffic
      plan        Show what \`up\` would change, and change nothing
      down        Remove everything, and prove that nothing is left
      export      Describe the stack for another tool
      local       Start, stop and find local clouds, without a stack
      doctor      Check what must be right, and say how to fix it
      init        Write a configuration file to start from
      trust       Trust the configuration and the model of this folder
      config      Show every setting with its value and its origin
      completion  Have Tab complete commands, options and their values

    Options of every command
          --json              print one JSON document and ask nothing
      -q, --quiet             print results and errors only
      -v, --verbose           say more, and print the chain of causes of an error
          --no-color          print without colour, as NO_COLOR=1 does
      -y, --yes               answer every question with yes, but for trust
          --trust             trust this folder from now on, as \`trust\` does
          --config FILE       read this file instead of cloud-runner.json
          --target local|gcp  work on the local cloud (default) or on Google Cloud
          --project ID        Google Cloud project; implies --target gcp
          --region REGION     Google Cloud region (default us-central1)
      -C, --cwd DIR           run as if started in this folder

    More
      cloud-runner COMMAND --help    one command in full
      cloud-runner help exit-codes   what each exit code means
      cloud-runner help environment  environment variables
      cloud-runner help --json       all of this as data
    "
  `);
});

it("explains a command with its examples first", async () => {
  expect(await printed("logs", "--help")).toMatchInlineSnapshot(`
    "Show what the service and its job logged.

    Examples
      cloud-runner logs
      cloud-runner logs --since 10m --severity warning
      cloud-runner logs -n 20 --follow
      cloud-runner logs --file data.csv
      cloud-runner logs --grep '/timed? out/i'
      cloud-runner logs --json -n 1000 | jq .message

    Usage
      cloud-runner logs [options]

    Cloud Logging does the filtering, so that -n counts the entries that match.
    With --follow, -n says how many of those that are there already come first.
    Times are UTC, as the Z at their end says, and so are times that you give
    without a zone; with --local-time both are of this machine's zone.

    Options
      -n, --limit N         at most the newest N entries (default 100)
          --since TIME      entries since then: 10m, 2h, or 2026-03-01T08:00:00Z
          --until TIME      entries until then, written in the same way
          --severity LEVEL  entries of this severity or a higher one: warning
          --file NAME       only what is about the file of this name
          --run ID          only what is about the files of this run
          --grep TEXT       entries with this text, or with a pattern: /timed? out/
          --job             only what the job logged
      -f, --follow          go on with new entries until Ctrl-C
          --local-time      show times of this machine's zone

    Options of every command
          --json              print one JSON document and ask nothing
      -q, --quiet             print results and errors only
      -v, --verbose           say more, and print the chain of causes of an error
          --no-color          print without colour, as NO_COLOR=1 does
      -y, --yes               answer every question with yes, but for trust
          --trust             trust this folder from now on, as \`trust\` does
          --config FILE       read this file instead of cloud-runner.json
          --target local|gcp  work on the local cloud (default) or on Google Cloud
          --project ID        Google Cloud project; implies --target gcp
          --region REGION     Google Cloud region (default us-central1)
      -C, --cwd DIR           run as if started in this folder

    Exit codes: \`cloud-runner help exit-codes\`.
    "
  `);
});

it("lists the commands of a group", async () => {
  const help = await printed("revisions", "--help");
  expect(help.slice(0, help.indexOf("Options of every"))).toMatchInlineSnapshot(`
    "List revisions, the newest first, with their traffic.

    Examples
      cloud-runner revisions list
      cloud-runner revisions list --json | jq -r .revisions[0].name

    Usage
      cloud-runner revisions COMMAND [options]

    Commands
      revisions list  List revisions, the newest first, with their traffic

    \`revisions\` alone is \`revisions list\`.

    "
  `);
  expect(await printed("help", "revisions")).toBe(help);
});

it("explains a command of a group by either way", async () => {
  const help = await printed("revisions", "list", "--help");
  expect(help).toContain("Usage\n  cloud-runner revisions list [options]");
  expect(await printed("help", "revisions", "list")).toBe(help);
});

it("lists the exit codes", async () => {
  expect(await printed("help", "exit-codes")).toMatchInlineSnapshot(`
    "  0  done
      1  failed; the message says what and how to fix it
      2  wrong flag or argument, or a yes that nobody is there to give
      3  some inputs failed, the others are done
      4  no usable credentials
      5  the plan holds changes (only with \`plan --detailed-exitcode\`)
     70  a bug in cloud-runner
    124  a wait took longer than its limit
    130  interrupted by Ctrl-C, or the run was cancelled
    "
  `);
});

const entries = allCommands.map(async (entry) =>
  isGroup(entry) ? [entry, ...(await loadSubcommands(entry))] : [entry],
);

describe.each((await Promise.all(entries)).flat())("$name", ({ name, summary, examples, ...entry }) => {
  it("has a summary that fits on a line, and examples that name it", () => {
    expect(summary).toMatch(/^[A-Z][^.]{10,60}$/);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(example).toContain(`cloud-runner ${name}`);
    for (const option of Object.values("options" in entry ? entry.options : {}))
      expect(option.summary).toMatch(/^[a-z]/);
  });

  it("begins no line of its description with a space", async () => {
    const help = await printed(...name.split(" "), "--help");
    expect(help.split("\nUsage\n")[1]).not.toMatch(/^ \S/m);
  });

  it("keeps every line of its help within 110 characters", async () => {
    const widest = Math.max(
      ...(await printed(...name.split(" "), "--help")).split("\n").map((line) => line.length),
    );
    expect(widest).toBeLessThanOrEqual(110);
  });
});
