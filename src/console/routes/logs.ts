// What the service and its job log.
import * as z from "zod";
import { parseSince } from "../../core/duration.ts";
import { logs, type LogOptions } from "../../library/logs/logs.ts";
import type { Session } from "../../library/session.ts";
import type { App, Tools } from "../tools.ts";
import type { LogEntry, LogEvent } from "../contract/operations.ts";
import { entryView } from "../entry-view.ts";
import { answer } from "../http/answers.ts";
import { count, queryOf } from "../http/bodies.ts";

const text = z.string().max(2000).optional();

const asked = z.object({
  limit: count(100, 1000),
  since: text,
  until: text,
  severity: text,
  file: text,
  run: text,
  text,
  job: z.enum(["true", "false"]).optional(),
});

export function addLogs(app: App, { session, streams }: Tools): void {
  const optionsOf = ({ since, until, job, ...rest }: z.infer<typeof asked>): LogOptions => {
    const nowMs = session.machine.clock.now();
    const at = (value: string | undefined, name: string) =>
      value === undefined || value === "" ? undefined : parseSince(value, name, nowMs, "UTC").getTime();
    return {
      ...nonEmpty(rest),
      sinceMs: at(since, "since"),
      untilMs: at(until, "until"),
      job: job === "true",
    };
  };

  app.get("/api/logs", async (c) => {
    const entries: LogEntry[] = [];
    for await (const entry of logs(session, optionsOf(queryOf(c, asked)))) entries.push(entryView(entry));
    return answer<"GET /api/logs">(c, { entries });
  });

  app.get("/api/logs/events", (c) => {
    const options = optionsOf(queryOf(c, asked));
    return streams.open<LogEvent>(c, (signal) =>
      following({ ...session, signal }, { ...options, untilMs: undefined }),
    );
  });
}

/** Says when all that was there has come, though nothing new comes yet. */
async function* following(session: Session, options: LogOptions): AsyncGenerator<LogEvent> {
  const caughtUp = Promise.withResolvers<void>();
  const entries = logs(session, { ...options, follow: true, caughtUp: caughtUp.resolve });
  const isCaughtUp = caughtUp.promise.then(() => undefined);
  try {
    let next = entries.next();
    for (let isTold = false; ; ) {
      const result = await (isTold ? next : Promise.race([next, isCaughtUp]));
      if (result === undefined) {
        isTold = true;
        yield { event: "following" };
      } else if (result.done === true) return;
      else {
        yield { event: "entry", entry: entryView(result.value) };
        next = entries.next();
      }
    }
  } finally {
    await entries.return(undefined);
  }
}

/** What a form leaves empty is not asked for. */
const nonEmpty = <T extends Record<string, unknown>>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")) as T;
