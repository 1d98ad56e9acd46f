// Points that are kept, so that the last days can be shown.
import type { Store } from "../../../state/store.ts";
import { keyOf, minuteMs, type Point, type Series, type SeriesHead } from "./series.ts";

const hourMs = 60 * minuteMs;
/** Google keeps six weeks. */
const keptMs = 7 * 24 * hourMs;

export type History = ReturnType<typeof openHistory>;

export function openHistory(store: Store) {
  const { database } = store;
  database.exec(`
    CREATE TABLE IF NOT EXISTS monitoring_series (
      id INTEGER PRIMARY KEY, type TEXT NOT NULL, key TEXT NOT NULL, head TEXT NOT NULL, UNIQUE (type, key));
    CREATE TABLE IF NOT EXISTS monitoring_points (
      series INTEGER NOT NULL, until INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (series, until)) WITHOUT ROWID;
  `);
  const findSeries = database.prepare("SELECT id FROM monitoring_series WHERE type = ? AND key = ?");
  const addSeries = database.prepare("INSERT INTO monitoring_series (type, key, head) VALUES (?, ?, ?)");
  const ofType = database.prepare("SELECT id, head FROM monitoring_series WHERE type = ? ORDER BY id");
  const addPoint = database.prepare(
    "INSERT OR REPLACE INTO monitoring_points (series, until, value) VALUES (?, ?, ?)",
  );
  const pointsOf = database.prepare(
    "SELECT until, value FROM monitoring_points WHERE series = ? AND until >= ? AND until <= ? ORDER BY until DESC",
  );
  const trimPoints = database.prepare("DELETE FROM monitoring_points WHERE until < ?");
  const trimSeries = database.prepare(
    "DELETE FROM monitoring_series WHERE id NOT IN (SELECT DISTINCT series FROM monitoring_points)",
  );
  const documents = store.collection<{ until: number }>("monitoring_recorded");

  function idOf(type: string, head: SeriesHead): number {
    const key = keyOf(head);
    const found = findSeries.get(type, key)?.["id"] as number | undefined;
    if (found !== undefined) return found;
    const { metricLabels, resourceType, resourceLabels, kind, valueType } = head;
    const kept: SeriesHead = { metricLabels, resourceType, resourceLabels, kind, valueType };
    return Number(addSeries.run(type, key, JSON.stringify(kept)).lastInsertRowid);
  }

  return {
    /** Up to which minute everything is kept; undefined when nothing is yet. */
    recordedUntil: (): number | undefined => documents.get("until")?.until,
    /** Keeps what happened in the time up to a minute, and forgets what is older than a week. */
    record(found: readonly { type: string; series: Series }[], until: number): void {
      const before = documents.get("until")?.until ?? 0;
      store.transaction(() => {
        for (const { type, series } of found) {
          const id = idOf(type, series);
          for (const { to, value } of series.points) addPoint.run(id, to, JSON.stringify(value));
        }
        documents.put("until", { until });
        if (Math.floor(until / hourMs) === Math.floor(before / hourMs)) return;
        trimPoints.run(until - keptMs);
        trimSeries.run();
      });
    },
    /** The series of a metric, with their points of that time; some may have none. */
    read(type: string, from: number, to: number): Series[] {
      return ofType.all(type).map((row) => {
        const head = JSON.parse(row["head"] as string) as SeriesHead;
        const points = pointsOf.all(row["id"] as number, from, to).map((point): Point => {
          const until = point["until"] as number;
          return {
            from: head.kind === "GAUGE" ? until : until - minuteMs,
            to: until,
            value: JSON.parse(point["value"] as string) as Point["value"],
          };
        });
        return { ...head, points };
      });
    },
  };
}
