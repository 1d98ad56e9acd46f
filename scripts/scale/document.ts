// docs/scale.md, as it follows from the facts and the simulations.
import { estimateCost } from "../../src/provision/cost/estimate.ts";
import { ratesIn } from "../../src/provision/cost/price-table.ts";
import { parseConfig } from "../../src/core/config.ts";
import { facts, type Fact } from "./facts.ts";
import { forecastPanel } from "./panel.ts";
import { simulateBurst, type Burst, type Service } from "./simulate-burst.ts";

const day = 24 * 3600;
const months = 60;
/** Of one row, `series-000001,2024-01-01,123.45` and a line end. */
const bytesPerRow = 31;

const models = [
  ["seasonal-naive", facts.seasonalNaiveSeconds.value],
  ["auto", facts.autoSeconds.value],
  ["prophet", facts.prophetSeconds.value],
] as const;

const config = parseConfig({}, "the model of scale");
const rates = ratesIn(config.region);

/** @param mostFiles bursts up to this many are simulated; a million take seconds */
export function document(mostFiles = 1e6): string {
  const amounts = [1e2, 1e3, 1e4, 1e5, 1e6].filter((files) => files <= mostFiles);
  return `# How far it goes

Made by \`npm run scale\` from the figures at the end and two simulations (\`scripts/scale/\`): nobody has run all of this.
Prices are list prices of ${config.region} in USD without the free tier; a figure that is _assumed_ is one to confirm first.
A CPU of Cloud Run is taken to be as fast as the one that the benches ran on.

## Series of one forecast

Each series has ${months} months of history. A panel that the service cannot end in time goes to the job; one that takes a task
more than ${10 * facts.taskStartSeconds.value} s is cut into tasks, ${facts.parallelTasks.value} of them at once, which is Google's default quota.

${panels()}

What breaks first:

- Up to some ten thousand series nothing does: they are forecast by the service, on one CPU.
- Beyond, it is the quota of ${facts.parallelTasks.value} tasks at once. It can be raised; time falls with it until the one task that plans, which
  reads the whole input, takes as long as the others.
- An input has at most ${facts.mostSeries.value.toLocaleString("en")} series and ${facts.largestInputBytes.value / 2 ** 30} GiB. More is split into several inputs, which run beside each other.
- ${facts.tasksPerExecution.value.toLocaleString("en")} tasks of an execution and ${facts.runningExecutions.value.toLocaleString("en")} executions at once are never reached here.

## Files a day

Each file is small: one series, forecast in ${fileSeconds} s by a warm instance. First as they come through the day; then all at once, by
night, which is the hard case.

${evenly(amounts)}

### All at once

With the defaults, ${config.service.maxInstances} instances with ${config.service.concurrency} file each:

${bursts(amounts, {})}

With \`service.maxInstances\` 100:

${bursts(amounts, { maxInstances: 100 })}

What breaks first:

- It is the number of instances: the default of ${config.service.maxInstances} is there to bound the bill, and \`service.maxInstances\` raises it.
- Pub/Sub sends more and more at once as long as it is answered, until files wait longer than ${3.5 * facts.coldStartSeconds.value} s for an instance. Then Cloud Run
  answers 429, Pub/Sub halves what it sends, and the file rests for \`delivery.minimumBackoffSeconds\` (${config.delivery.minimumBackoffSeconds} s). That costs nothing:
  a refused push is not billed. A file that is refused ${config.delivery.maxDeliveryAttempts} times becomes a dead letter; \`cloud-runner dlq replay\` sends it again.
- Whatever waits longer than ${facts.retentionDays.value} days is dropped by Pub/Sub. A burst that needs more than that needs more instances.
- With about ${Math.floor(facts.bucketWrites.value / facts.writesPerFile.value)} files a second the output bucket takes all the writes that a new bucket takes; it grows with the load, within minutes.
- Many small series are cheaper in one file: 1,000 series in one panel cost ${usd(panelCost(1000, facts.autoSeconds.value))}, in 1,000 files ${usd(filesCost(1000))}.

## Figures

${table(
  ["figure", "value", "known how"],
  (Object.values(facts) as Fact[]).map(({ what, value, unit, from, source }) => [
    what,
    `${value.toLocaleString("en")} ${unit}`.trim(),
    `${from === "assumed" ? "_assumed_" : from}: ${source.startsWith("npm") ? `\`${source}\`` : source}`,
  ]),
)}
`;
}

/** Of a small file in a warm instance. */
const fileSeconds = Number(
  (facts.requestsInLine.value * facts.requestSeconds.value + 10 * facts.autoSeconds.value).toFixed(3),
);

function panels(): string {
  const rows = [1e3, 1e4, 1e5, 1e6, 1e7].flatMap((series) =>
    models.map(([model, secondsPerSeries]) => {
      const forecast = forecastPanel({ series, secondsPerSeries, bytesPerSeries: months * bytesPerRow });
      return [
        series.toLocaleString("en"),
        model,
        forecast.way,
        forecast.tasks === 0 ? "" : forecast.tasks.toLocaleString("en"),
        duration(forecast.seconds),
        usd(panelCost(series, secondsPerSeries)),
        forecast.bound,
      ];
    }),
  );
  return table(["series", "model", "way", "tasks", "time", "cost", "what bounds it"], rows);
}

function panelCost(series: number, secondsPerSeries: number): number {
  const bytes = series * months * bytesPerRow;
  const { way, cpuSeconds } = forecastPanel({
    series,
    secondsPerSeries,
    bytesPerSeries: months * bytesPerRow,
  });
  if (way === "service") {
    const seconds = { forecastSeconds: cpuSeconds, forecastBytes: bytes, deliverySeconds: 1 };
    return estimateCost(config, seconds).perThousandForecasts.usd / 1000;
  }
  const gib = 2;
  const storage = (bytes / 1e9) * rates.of("storage").usd;
  return cpuSeconds * (rates.of("taskCpu").usd + gib * rates.of("taskMemory").usd) + storage;
}

/** @param files of one series, each alone */
function filesCost(files: number): number {
  const usual = { forecastSeconds: fileSeconds, forecastBytes: months * bytesPerRow, deliverySeconds: 1 };
  return (estimateCost(config, usual).perThousandForecasts.usd * files) / 1000;
}

function evenly(amounts: readonly number[]): string {
  const rows = amounts.map((files) => {
    const busy = (files * fileSeconds) / day;
    return [
      files.toLocaleString("en"),
      (files / day).toPrecision(2),
      Math.max(1, Math.ceil(busy * 2)).toLocaleString("en"),
      usd(filesCost(files)),
    ];
  });
  return table(["files a day", "a second", "instances", "cost a day"], rows);
}

function bursts(amounts: readonly number[], change: Partial<Service>): string {
  const service = { ...config.service, ...config.delivery, ...change };
  const rows = amounts.map((files) => {
    const { seconds, refused, deadLetters, instances }: Burst = simulateBurst(files, fileSeconds, service);
    return [
      files.toLocaleString("en"),
      duration(seconds),
      Math.round(files / seconds).toLocaleString("en"),
      instances.toLocaleString("en"),
      refused.toLocaleString("en"),
      deadLetters.toLocaleString("en"),
    ];
  });
  return table(
    ["files", "until the last result", "files a second", "instances", "pushes refused", "dead letters"],
    rows,
  );
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 2 * day) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / day).toFixed(1)} days`;
}

function usd(amount: number): string {
  return `$${amount < 1 ? amount.toPrecision(2) : amount.toLocaleString("en", { maximumFractionDigits: amount < 100 ? 2 : 0 })}`;
}

/** As the formatter of this repository writes them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, at) =>
    Math.max(3, ...[cell, ...rows.map((row) => row[at]!)].map((each) => each.length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
