// Names of what is up, for whoever is typing one: revisions, runs, schedules, dead-letter messages. Nothing is started, and
// nobody is asked.
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { readRevisions } from "../../provision/rollout/rollout.ts";
import { findSchedules } from "../../provision/nodes/schedule-nodes.ts";
import { withConnectionIfUp, type Connection } from "../connection.ts";
import { withMessages } from "../dlq/mailbox.ts";
import { ownCheck } from "../predict/own-buckets.ts";
import { serviceSpec } from "../rollout/service-spec.ts";
import { contextOf } from "../runs/open-run.ts";
import { openRunStore } from "../runs/run-store.ts";
import { scheduleFrom } from "../schedules/schedule.ts";
import type { Session } from "../session.ts";
import { loadSettings } from "../settings.ts";

export interface Suggestion {
  value: string;
  /** What it is, in a few words. */
  description?: string | undefined;
}

export type CloudName = "revision" | "run" | "schedule" | "dead-letter";

/** More are of no help to anybody. */
const most = 100;

/** Empty when nothing is up, or when it could not be read without asking somebody. @throws what Google says */
export async function namesInCloud(session: Session, kind: CloudName): Promise<Suggestion[]> {
  const { config } = await loadSettings(session);
  if (config.target !== "local" && !hasCredentialsFile(session.machine.env)) return [];
  return (await withConnectionIfUp(session, (connection) => readers[kind](session, connection))) ?? [];
}

type Reader = (session: Session, connection: Connection) => Promise<Suggestion[]>;

const readers: Readonly<Record<CloudName, Reader>> = {
  async revision(session, connection) {
    const cloud = contextOf(session, connection);
    const revisions = await readRevisions(cloud, serviceSpec(connection.settings, undefined));
    return revisions.slice(0, most).map(({ name, percent, state, created }) => ({
      value: name,
      description: [percent > 0 ? `${percent}% of the traffic` : state, minuteOf(created)].join(", "),
    }));
  },
  async run(session, connection) {
    const cloud = contextOf(session, connection);
    const runs = await (await openRunStore(cloud, ownCheck(cloud))).list();
    return runs.slice(0, most).map(({ run, first, inputs, isCancelled }) => ({
      value: run,
      description: `${inputs > 1 ? `${first} and ${inputs - 1} more` : first}${isCancelled ? ", cancelled" : ""}`,
    }));
  },
  async schedule(session, connection) {
    const cloud = contextOf(session, connection);
    const { stack } = cloud.names;
    return (await findSchedules(cloud)).map((job) => {
      const { name, cron, timezone, state } = scheduleFrom(job, stack);
      return { value: name, description: `${cron} ${timezone}${state === "on" ? "" : `, ${state}`}` };
    });
  },
  async "dead-letter"(session, connection) {
    // To look at messages is to lease them for a moment: on Google Cloud, where the network may fail in that moment, they
    // would be hidden from a replay for a minute.
    if (connection.localCloud === undefined) return [];
    const stack = { ...connection, cloud: contextOf(session, connection) };
    const messages = await withMessages(stack, [], async (mail) => [...mail.messages]);
    return messages.slice(-most).map(({ id, deadLetteredAt, input }) => ({
      value: id,
      description: [input?.name, minuteOf(deadLetteredAt)].filter(Boolean).join(", "),
    }));
  },
};

/** `2026-01-02 03:04` */
const minuteOf = (time: string): string => time.slice(0, 16).replace("T", " ");

/**
 * Whether credentials lie in a file that needs nobody and no other program. A metadata server is not looked for: where
 * there is none that takes seconds.
 */
function hasCredentialsFile(env: Session["machine"]["env"]): boolean {
  const folder =
    env["CLOUDSDK_CONFIG"] || join(env["APPDATA"] || join(env["HOME"] || homedir(), ".config"), "gcloud");
  const path = env["GOOGLE_APPLICATION_CREDENTIALS"] || join(folder, "application_default_credentials.json");
  try {
    const { type } = JSON.parse(readFileSync(path, "utf8")) as { type?: unknown };
    return ["service_account", "authorized_user", "impersonated_service_account"].includes(String(type));
  } catch {
    return false;
  }
}
