// What `cloud-runner load` found, in one screen.
import { formatBytes, formatDuration, plural } from "../../../core/duration.ts";
import { exitCodes } from "../../../core/errors.ts";
import type { LoadResult } from "../../../library/load/load.ts";
import type { Percentiles } from "../../../library/load/percentiles.ts";
import { dollars } from "../../../library/stack/cost.ts";
import { unbroken, wrap } from "../../layout/wrap.ts";
import { metricValue } from "../../screen/metric-value.ts";
import { sparkline } from "../../screen/sparkline.ts";
import { facts } from "../../shell/table.ts";
import type { View } from "../../shell/view.ts";

export function render(result: LoadResult, view: View): string {
  const { paint, symbols } = view;
  const { file, bytes, target, sent, concurrency, ratePerSecond, throughput, seconds } = result;
  const { results, reference, latency, upload, service, cost, errors, examples, removed } = result;
  const isFine = exitCode(result) === exitCodes.ok;
  const mark = isFine ? paint.green(symbols.ok) : paint.red(symbols.failed);
  const how = ratePerSecond === undefined ? `${concurrency} at once` : `${rateOf(ratePerSecond)} a second`;
  const head = `${mark} ${plural(sent, "copy", "copies")} of ${file} (${formatBytes(bytes)}), ${how}, on ${target}`;
  const rows: [string, string | undefined][] = [
    ["results", resultsText(result)],
    ["", reference && `${reference.rows ?? "?"} rows by ${reference.model ?? "?"}`],
    ["throughput", `${rateOf(throughput)} a second over ${formatDuration(seconds * 1000)}`],
    ["latency", latency && percentilesText(latency, view)],
    [
      "",
      latency &&
        (result.measuredFrom === "due" ? "from when a copy was due" : "from the start of its upload"),
    ],
    ["upload", upload && percentilesText(upload, view)],
    [
      "in service",
      service
        ? service.latency && percentilesText(service.latency, view)
        : "Cloud Run has not logged all of it yet",
    ],
    ["requests", service && requestsText(service)],
    ["instances", service && instancesText(service, view)],
    ["cost", `${dollars(cost.usd)} on Google Cloud${cost.isPaid ? "" : "; nothing here"}`],
    ["removed", plural(removed, "object")],
  ];
  return [
    wrap(head, view.wrapsAt),
    "",
    facts(rows, view),
    ...errors.map(({ code, message, count }) =>
      wrap(`${symbols.failed} ${count} times ${code}: ${message}`, view.wrapsAt),
    ),
    ...notesOn(result).map((note) => wrap(`${paint.yellow(symbols.warning)} ${note}`, view.wrapsAt)),
    ...(examples.length > 0 ? [wrap(`Different: ${examples.join(", ")}`, view.wrapsAt)] : []),
    ...(results.failed + results.lost > 0
      ? ["", wrap(`\`cloud-runner logs --run ${result.run}\` shows what was logged of them.`, view.wrapsAt)]
      : []),
  ].join("\n");
}

/** 1 where results differ: nothing is worse than that. 3 where some have none. */
export function exitCode({ results, sent }: LoadResult): number {
  if (results.different > 0 || results.extra > 0 || results.same === 0) return exitCodes.failed;
  return results.same === sent ? exitCodes.ok : exitCodes.partial;
}

function resultsText({ results, sent, reference }: LoadResult): string {
  const { same, different, failed, lost, extra } = results;
  const what =
    reference?.isExpected === true ? " as expected" : same === sent ? ", all the same" : " the same";
  return [
    `${same} of ${sent}${what}`,
    ...(different > 0 ? [`${different} different`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(lost > 0 ? [`${lost} lost`] : []),
    ...(extra > 0 ? [`${extra} written twice`] : []),
  ].join(", ");
}

function notesOn({ service, behindMs, ratePerSecond, results }: LoadResult): string[] {
  const twice = service?.forecastTwice ?? 0;
  const others = service?.otherRequests ?? 0;
  const refused = (service?.byStatus["429"] ?? 0) > 0;
  return [
    ...(ratePerSecond !== undefined && behindMs > 1000
      ? [
          `This machine could not send at that rate: copies went out up to ${formatDuration(behindMs)} late, which the latency holds.`,
        ]
      : []),
    ...(twice > 0
      ? [
          `${plural(twice, "copy was", "copies were")} forecast more than once, since a message came again; one result stands of each.`,
        ]
      : []),
    ...(refused
      ? [
          "Requests that found no instance were refused with 429 and came again: more instances (service.maxInstances) would take them.",
        ]
      : []),
    ...(others > 0
      ? [
          `Not counted: ${plural(others, "request")} about other files that the service had meanwhile. What it refused for want of an instance is counted, whatever it was about.`,
        ]
      : []),
    ...(results.lost > 0
      ? ["What is lost had no answer in time; `cloud-runner dlq list` shows what was given up."]
      : []),
  ];
}

const percentilesText = ({ p50, p95, p99, maximum }: Percentiles, view: View): string =>
  Object.entries({ p50, p95, p99, most: maximum })
    .map(([name, value]) => unbroken(`${name} ${metricValue(value, "ms")}`, view))
    .join("  ");

type Service = NonNullable<LoadResult["service"]>;

function requestsText({ requests, byStatus }: Service): string {
  const parts = Object.entries(byStatus).map(([status, count]) => `${count} x ${status}`);
  return `${requests}: ${parts.join(", ")}`;
}

function instancesText({ instances }: Service, view: View): string {
  const { mostAtOnce, used, atWork, stepSeconds } = instances;
  const isDrawn = Number.isFinite(view.wrapsAt) && atWork.length > 1;
  const width = Math.min(40, view.wrapsAt - 45);
  const chart =
    isDrawn && width > 5
      ? `  ${sparkline(atWork, { view, width, top: mostAtOnce })} (${stepSeconds} s each)`
      : "";
  return `${mostAtOnce} at work at once, ${used} in all${chart}`;
}

const rateOf = (perSecond: number): string => String(Number(perSecond.toPrecision(3)));
