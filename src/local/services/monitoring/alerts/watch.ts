// Looks whether a policy's condition is met: of a log at each entry, of a metric now and then.
import { after } from "../../../../core/clock.ts";
import type { Message } from "../../../message.ts";
import type { ServiceContext } from "../../../service.ts";
import { projectIdOf } from "../../../state/projects.ts";
import { messageOf, textOf, textsOf } from "../../fields.ts";
import type { LogEntry } from "../../logging/entry.ts";
import { parseFilter, type Filter } from "../../logging/filter.ts";
import type { LoggingService } from "../../logging/logging.ts";
import { millisecondsOf, type Timestamp } from "../../timestamp.ts";
import type { Metric } from "../metrics.ts";
import { selectionOf, type Selection } from "../select.ts";
import type { Series } from "../series/series.ts";
import { conditionsOf, isOff, type Condition } from "./alert-policy.ts";
import { newIncidentId, notificationBody, titleOf, type Happening, type Incident } from "./incident.ts";

export interface WatchOptions {
  context: Pick<ServiceContext, "clock" | "store" | "projects" | "httpUrl" | "report">;
  logging: Pick<LoggingService, "watch">;
  metrics: Readonly<Record<string, Metric>>;
  /** Keeps what is to be told. */
  tell: (channels: readonly string[], body: string) => void;
}

/** Google looks twice a minute. */
const lookMs = 2000;
const alignedMs = 60_000;

interface Watched {
  policy: Message;
  condition: Condition;
  log?: Filter;
  metric?: Selection;
}

export function createWatch({ context, logging, metrics, tell }: WatchOptions) {
  const { clock, store, report } = context;
  /** By the name of the condition; of a metric with the labels of its series. */
  const incidents = store.collection<Incident>("monitoring_incidents");
  const watched = new Map<string, Watched[]>();
  const closing = new AbortController();
  let unwatch: (() => void) | undefined;
  let isLooking = false;

  const all = (kind: "log" | "metric"): Watched[] =>
    [...watched.values()].flat().filter((each) => each[kind] !== undefined);

  function notify({ policy, condition }: Watched, incident: Incident, happening: Happening): void {
    const id = projectIdOf(textOf(policy, "name"));
    const { number } = context.projects.find(id)!;
    const project = { id, number, url: context.httpUrl() };
    tell(
      textsOf(policy, "notificationChannels"),
      notificationBody(policy, condition, incident, happening, project),
    );
  }

  function take(entry: LogEntry): void {
    for (const each of all("log")) {
      const { policy, condition } = each;
      if (projectIdOf(entry.logName) !== projectIdOf(textOf(policy, "name"))) continue;
      if (!each.log!.matches(entry)) continue;
      const strategy = messageOf(policy, "alertStrategy");
      const period = millisecondsOf(
        (messageOf(strategy, "notificationRateLimit")["period"] ?? {}) as Timestamp,
      );
      const now = clock.now();
      const last = incidents.get(condition.name);
      // A clock that was set back must not silence it for long.
      if (last !== undefined && Math.abs(now - last.startedAt) < period) continue;
      const incident = { id: newIncidentId(), startedAt: now };
      const { type, labels } = entry.resource;
      const described = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      const summary = `Log match condition fired for ${titleOf(type)} with {${described.join(", ").slice(0, 1024)}}.`;
      store.transaction(() => {
        notify(each, incident, { summary, resource: { type, labels } });
        incidents.put(condition.name, incident);
      });
    }
  }

  /** Whoever writes the entry must not fail with it. */
  function takeSafely(entry: LogEntry): void {
    try {
      take(entry);
    } catch (error) {
      report(`Monitoring: ${String(error)}`);
    }
  }

  async function look(): Promise<void> {
    for (const each of all("metric")) {
      const { type, takes } = each.metric!;
      const metric = Object.hasOwn(metrics, type) ? metrics[type] : undefined;
      if (metric === undefined) continue;
      const now = clock.now();
      const projectId = projectIdOf(textOf(each.policy, "name"));
      const found = await metric({ projectId, from: now - alignedMs, to: now, now });
      // What is known of an incident changes with what is told of it: after a restart nothing is told twice or never.
      for (const series of found.filter(takes)) store.transaction(() => judge(each, type, series, now));
    }
  }

  function judge(each: Watched, type: string, series: Series, now: number): void {
    const { condition } = each;
    const rule = condition.conditionThreshold!;
    const threshold = Number(rule["thresholdValue"] ?? 0);
    const observed = valueOf(series);
    const isOver = rule["comparison"] === "COMPARISON_GT" ? observed > threshold : observed < threshold;
    const resource = { type: series.resourceType, labels: series.resourceLabels };
    const labels = Object.values({ ...series.resourceLabels, ...series.metricLabels });
    const key = `${condition.name} ${labels.join(" ")}`;
    const { startedAt, id } = incidents.get(key) ?? {};
    const isOpen = id !== undefined && id !== "";
    if (!isOver && startedAt !== undefined) incidents.delete(key);
    if (isOver === isOpen) return;
    const since = startedAt ?? now;
    const about = `${type} of ${titleOf(resource.type)} ${Object.values(resource.labels).at(-1)}`;
    const happening = { resource, metric: { type, labels: series.metricLabels }, observed, threshold };
    if (!isOver) {
      const summary = `${about} returned to normal with a value of ${observed.toFixed(3)}.`;
      return notify(each, { id: id!, startedAt: since, endedAt: now }, { ...happening, summary });
    }
    if (now - since < millisecondsOf((rule["duration"] ?? {}) as Timestamp)) {
      incidents.put(key, { id: "", startedAt: since });
      return;
    }
    const incident = { id: newIncidentId(), startedAt: now };
    const word = rule["comparison"] === "COMPARISON_GT" ? "above" : "below";
    const summary = `${about} is ${word} the threshold of ${threshold.toFixed(3)} with a value of ${observed.toFixed(3)}.`;
    incidents.put(key, incident);
    notify(each, incident, { ...happening, summary });
  }

  function lookOn(): void {
    if (isLooking || closing.signal.aborted || all("metric").length === 0) return;
    isLooking = true;
    const next = () => {
      isLooking = false;
      lookOn();
    };
    after(clock, lookMs, closing.signal, () => {
      void look()
        .catch((error: unknown) => {
          if (!closing.signal.aborted) report(`Monitoring: ${String(error)}`);
        })
        .finally(next);
    });
  }

  return {
    /** A policy as it is now; undefined when it is gone. What was open of it is over when its conditions change. */
    async set(name: string, policy: Message | undefined): Promise<void> {
      const conditions = policy && !isOff(policy) ? conditionsOf(policy) : [];
      const made = await Promise.all(
        conditions.map(async (condition): Promise<Watched> => {
          const { conditionMatchedLog: log, conditionThreshold: metric } = condition;
          if (log) return { policy: policy!, condition, log: await parseFilter(textOf(log, "filter")) };
          return { policy: policy!, condition, metric: await selectionOf(textOf(metric!, "filter")) };
        }),
      );
      if (made.length > 0) watched.set(name, made);
      else watched.delete(name);
      const names = new Set(conditions.map((condition) => condition.name));
      for (const { name: key } of incidents.list(`${name}/`))
        if (!names.has(key.split(" ")[0]!)) incidents.delete(key);
      if (all("log").length > 0) unwatch ??= logging.watch(takeSafely);
      else {
        unwatch?.();
        unwatch = undefined;
      }
      lookOn();
    },
    close: () => closing.abort(),
  };
}

/** Of a gauge the newest value; of what is counted the sum of the time that is looked at. */
function valueOf({ kind, points }: Series): number {
  const values = points.map(({ value }) => (typeof value === "number" ? value : value.count));
  return kind === "GAUGE" ? (values[0] ?? 0) : values.reduce((sum, value) => sum + value, 0);
}
