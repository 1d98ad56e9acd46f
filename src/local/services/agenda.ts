// Does each thing of a list when it is due, and none twice at once.
import { after } from "../../core/clock.ts";
import type { ServiceContext } from "../service.ts";

interface Due {
  key: string;
  at: number;
  begin: () => Promise<void>;
}

interface AgendaOptions {
  context: Pick<ServiceContext, "clock" | "report">;
  /** For the local cloud's own log. */
  owner: string;
  /** All that is to be done, read anew each time. */
  list: () => Iterable<Due>;
  /** A laptop that slept sets no timer off, so the time is looked at now and then. */
  longestWaitMs?: number | undefined;
}

interface Agenda {
  /** Aborts when the local cloud ends: what is under way is done again by the next one. */
  closing: AbortSignal;
  start(): void;
  /** The list is another. */
  changed: () => void;
  /** Waits at the end for what was begun by other means. */
  track: (key: string, work: Promise<void>) => void;
  close(): Promise<void>;
}

export function createAgenda({ context, owner, list, longestWaitMs = 5 * 60_000 }: AgendaOptions): Agenda {
  const { clock, report } = context;
  const closing = new AbortController();
  const running = new Map<string, Promise<void>>();
  let timer = new AbortController();
  let isOpen = false;

  /** Begins what is due, and sets the timer for what is next. */
  function look(): void {
    if (!isOpen) return;
    timer.abort();
    timer = new AbortController();
    const now = clock.now();
    let next = now + longestWaitMs;
    try {
      for (const { key, at, begin } of list()) {
        if (running.has(key)) continue;
        if (at <= now) track(key, begin());
        else next = Math.min(next, at);
      }
    } catch (error) {
      reportTrouble(error);
      next = now + longestWaitMs;
    }
    after(clock, next - now, timer.signal, look);
  }

  function track(key: string, work: Promise<void>): void {
    const tracked = work.catch(heldUp).finally(() => {
      if (running.get(key) === tracked) running.delete(key);
      look();
    });
    running.set(key, tracked);
  }

  /** What could not be recorded, as on a full disk, is still due: without a wait it would be done again and again. */
  async function heldUp(error: unknown): Promise<void> {
    reportTrouble(error);
    await clock.sleep(longestWaitMs, closing.signal).catch(() => undefined);
  }

  function reportTrouble(error: unknown): void {
    report(`${owner}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  return {
    closing: closing.signal,
    start() {
      isOpen = true;
      look();
    },
    changed: look,
    track,
    async close() {
      isOpen = false;
      timer.abort();
      closing.abort();
      await Promise.all(running.values());
    },
  };
}
