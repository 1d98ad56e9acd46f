// What every command on the stack's resources starts from.
import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { createContext, type CloudContext } from "../../provision/engine/context.ts";
import { needsFor } from "../../provision/stack.ts";
import { withConnection, type Connection, type ConnectOptions } from "../connection.ts";
import type { Progress } from "../progress.ts";
import { waitWords } from "../wait-words.ts";
import { inTurn, type Session } from "../session.ts";
import { stateFolder } from "../local-cloud/local-cloud.ts";

export interface Stack extends Connection {
  cloud: CloudContext;
}

export const withStack = <T>(
  session: Session,
  work: (stack: Stack) => Promise<T>,
  options: ConnectOptions = {},
): Promise<T> =>
  withConnection(
    session,
    (connection) => {
      const { clients, settings } = connection;
      const { config, names } = settings;
      const { signal, machine } = session;
      const needs = needsFor(config, names);
      const cloud = {
        ...createContext({ clients, clock: machine.clock, names, signal, needs }),
        waiting: noteWaits(session.progress, machine.clock),
      };
      return work({ ...connection, cloud });
    },
    options,
  );

/** For what no step of its own speaks for: a line for each reason, once it lasts longer than a moment, and now and then again. */
function noteWaits(progress: Progress, clock: Clock): CloudContext["waiting"] {
  const noted = new Map<string, number>();
  return (reason, elapsedMs, more = {}) => {
    // Several calls wait for the same at once, each perhaps of another host.
    const key = `${reason} ${more.why?.replace(/ \S+\.\S+$/, "") ?? ""}`;
    const now = clock.now();
    if (elapsedMs < noticedMs || now < (noted.get(key) ?? -Infinity) + againMs) return;
    noted.set(key, now);
    const said = `${reason[0]!.toUpperCase()}${reason.slice(1)}`;
    progress.note(`${said}${waitWords(elapsedMs, more)}.`);
  };
}

const noticedMs = 900;
const againMs = 10_000;

/**
 * As `withStack`, for commands that write. Those of one folder take turns on its local cloud; on Google Cloud, where
 * others may write from elsewhere, etags and preconditions decide.
 */
export const withStackToChange = <T>(
  session: Session,
  work: (stack: Stack) => Promise<T>,
  options: ConnectOptions = {},
): Promise<T> =>
  withStack(
    session,
    (stack) => {
      if (stack.localCloud === undefined) return work(stack);
      const lock = join(stateFolder(session.folder), "change.lock");
      return inTurn(session, lock, "changing this stack", () => work(stack));
    },
    options,
  );
