// What every operation of the library works with: a project folder, the machine, and who hears of progress.
import { withLock } from "../core/disk/lock.ts";
import type { KeptClients } from "./kept-clients.ts";
import type { Machine } from "./machine.ts";
import type { Progress } from "./progress.ts";
import type { TrustAnswer, TrustSubject } from "./trust/subject.ts";

/** Settings that go over those of the environment and of the configuration file. */
export interface Overrides {
  /** The configuration file to read instead of cloud-runner.json, or what would stand in it. */
  config?: string | object | undefined;
  target?: string | undefined;
  /** Naming a project chooses Google Cloud. */
  project?: string | undefined;
  region?: string | undefined;
  builder?: string | undefined;
}

export interface Session {
  /** Folder of cloud-runner.json and of the local cloud's state. */
  folder: string;
  machine: Machine;
  overrides: Overrides;
  progress: Progress;
  /** Aborts what is under way; its reason is what the operation rejects with. */
  signal: AbortSignal;
  /** Whether a folder is trusted that was not yet; absent where nobody can be asked. */
  askTrust?: ((subject: TrustSubject) => Promise<TrustAnswer>) | undefined;
  /** Takes the local cloud as it is: never starts one, nor ends one of another build, as what goes on beside other commands. */
  sparesCloud?: boolean;
  /** Used again by the next operation; absent for clients of each operation's own. */
  keptClients?: KeptClients;
}

/** Runs `work` while no other process of this machine does the same; waits for it up to ten minutes. */
export const inTurn = <T>(
  session: Session,
  lock: string,
  doing: string,
  work: () => Promise<T>,
): Promise<T> => {
  const { machine, progress, signal } = session;
  const onWait = (pid: number) => progress.note(`Process ${pid} is ${doing}; waiting for it.`);
  return withLock(
    lock,
    { clock: machine.clock, pid: machine.pid, waitMs: 10 * 60_000, signal, onWait },
    work,
  );
};
