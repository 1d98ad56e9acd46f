// All rows, and docs/live-checklist.md as it follows from them.
import { accounts } from "./sections/accounts.ts";
import { buckets } from "./sections/buckets.ts";
import { jobs } from "./sections/jobs.ts";
import { metrics } from "./sections/metrics.ts";
import { notify } from "./sections/notify.ts";
import { prices } from "./sections/prices.ts";
import { project } from "./sections/project.ts";
import { pubsub } from "./sections/pubsub.ts";
import { run } from "./sections/run.ts";
import { schedules } from "./sections/schedules.ts";
import { tables } from "./sections/tables.ts";
import type { Section } from "./row.ts";

export const sections: readonly Section[] = [
  project,
  accounts,
  buckets,
  pubsub,
  jobs,
  schedules,
  tables,
  notify,
  metrics,
  // Its last rows take the stack down and up again; on the local cloud that is another address.
  run,
  prices,
];

const heading = `# Live checklist

<!-- Written by \`npm run live -- --checklist\` from test/live/sections/; change the rows there. -->

No test here talks to Google. Each row is something that the code relies on, that Google's pages or protos do not settle,
and that only a run against a real project can confirm. Walk through it once before the first release and after every
major version of a Google client; write the date beside what was confirmed, and fix the code, the local cloud and its
wire test where an answer differs.

Rows that a program can check are marked: \`yes\` for all, \`first\` for those of the ten minutes that find the most.

    npm run live -- --project P [--second-project Q] [--all] [--max-cost 200] [--report FILE]

It brings up a stack of its own, \`live\`, in P, asks, takes the stack down again, and writes what was assumed, what was
asked and what Google answered, word for word, but for tokens and addresses, into one file. Q is a project in which the
stack's APIs are off. \`--local\` does the same on a local cloud of its own.

By hand:

    export P=my-test-project R=us-central1
    export IN=$P-forecast-input SERVICE=forecast PUSH=forecast-push
    npx cloud-runner doctor --project $P    # must end in "Nothing is wrong"
`;

const cell = (text: string): string => text.replaceAll("|", String.raw`\|`);

export function checklist(): string {
  const tables = sections.map(({ title, rows }) => {
    const lines = rows.map(({ assumption, command, expected, check }) => {
      const mark = check === undefined ? "" : check.isFirst ? "first" : "yes";
      return `| ${[assumption, command, expected, mark].map(cell).join(" | ")} |`;
    });
    const head = [
      "| assumption | command that confirms it | what to expect | live |",
      "| --- | --- | --- | --- |",
    ];
    return [`## ${title}`, "", ...head, ...lines, ""].join("\n");
  });
  return [heading, ...tables].join("\n");
}
