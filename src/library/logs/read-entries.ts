// Entries of the service and of its job from Cloud Logging, the newest first.
import type { Names } from "../../core/names.ts";
import type { Clients } from "../../provision/google/clients.ts";
import { logViewer } from "../../provision/google/roles.ts";
import { cloudErrorFrom } from "../../provision/google/cloud-error.ts";
import { entryFrom, type LogEntry, type RawEntry } from "./entry.ts";

/** Which of the two logged it. */
export type LogSource = "service" | "job";

export interface EntryQuery {
  /** The service when absent. */
  of?: readonly LogSource[];
  sinceMs?: number | undefined;
  /** Only what Cloud Logging got since then: by their own times they may be as much older as a request takes. */
  receivedSinceMs?: number | undefined;
  /** Until then, that moment included. */
  untilMs?: number | undefined;
  /** Further terms of the filter, all of which must hold: https://docs.cloud.google.com/logging/docs/view/logging-query-language */
  terms?: readonly string[];
  limit: number;
}

/** https://cloud.google.com/run/docs/configuring/request-timeout */
const longestRequestMs = 3_600_000;

const timeTerm = (comparison: string, ms: number | undefined): string[] =>
  ms === undefined ? [] : [`${comparison}"${new Date(ms).toISOString()}"`];

/** @throws CloudError */
export async function readEntries(
  clients: Clients,
  { project, region, service, job }: Names,
  { of = ["service"], sinceMs, receivedSinceMs, untilMs, terms = [], limit }: EntryQuery,
): Promise<LogEntry[]> {
  if (limit === 0) return [];
  const sources = {
    service: `(resource.type="cloud_run_revision" AND resource.labels.service_name="${service}")`,
    job: `(resource.type="cloud_run_job" AND resource.labels.job_name="${job}")`,
  };
  const earliestMs =
    receivedSinceMs === undefined ? sinceMs : Math.max(sinceMs ?? 0, receivedSinceMs - longestRequestMs);
  const filter = [
    `(${of.map((source) => sources[source]).join(" OR ")})`,
    `resource.labels.location="${region}"`,
    ...timeTerm("timestamp>=", earliestMs),
    ...timeTerm("receiveTimestamp>=", receivedSinceMs),
    ...timeTerm("timestamp<=", untilMs),
    ...terms,
  ];
  const found: LogEntry[] = [];
  let pageToken = "";
  try {
    const logging = await clients.logging();
    do {
      const [entries, next]: [readonly object[], { pageToken?: string | null } | null, ...unknown[]] =
        await logging.listLogEntries(
          {
            resourceNames: [`projects/${project}`],
            filter: filter.join(" AND "),
            orderBy: "timestamp desc",
            pageSize: Math.min(1000, limit - found.length),
            pageToken,
          },
          { autoPaginate: false },
        );
      found.push(...entries.map((entry) => entryFrom(entry as RawEntry)));
      pageToken = next?.pageToken ?? "";
    } while (pageToken !== "" && found.length < limit);
  } catch (error) {
    throw cloudErrorFrom(error, {
      method: "logging.ListLogEntries",
      resource: `projects/${project}`,
      project,
      unavailableFix: clients.unavailableFix,
      roles: [logViewer.name],
    });
  }
  return found.slice(0, limit);
}
