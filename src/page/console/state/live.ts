// Data that stays fresh: read again while the view is looked at, kept for the way back, and known to be old when it is.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ask, Away, connection, faultOf, type Fault } from "./api.ts";
import { later, now } from "./browser.ts";

export interface Live<Data> {
  /** Undefined until the first answer; the last one while newer is asked for. */
  data: Data | undefined;
  /** Why there is no newer one. */
  fault: Fault | undefined;
  /** When `data` was read, in milliseconds since the epoch. */
  at: number | undefined;
  refresh: () => void;
}

/** What was read last of each address, so that going back shows something at once. */
const shelf = new Map<string, { data: unknown; at: number }>();
const mostKept = 60;

function put(path: string, data: unknown): void {
  shelf.delete(path);
  shelf.set(path, { data, at: now() });
  for (const key of shelf.keys()) {
    if (shelf.size <= mostKept) return;
    shelf.delete(key);
  }
}

interface Seen<Data> {
  path: string;
  data?: Data;
  at?: number;
  fault?: Fault;
}

/**
 * @param path undefined reads nothing
 * @param everyMs absent reads once
 */
export function useLive<Data>(path: string | undefined, everyMs?: number): Live<Data> {
  const [seen, setSeen] = useState<Seen<Data>>({ path: "" });
  const again = useRef<() => void>(() => undefined);

  useEffect(() => {
    if (path === undefined) return;
    let isOver = false;
    let stop = () => undefined as void;
    let abort = new AbortController();
    const read = async () => {
      stop();
      abort.abort();
      abort = new AbortController();
      const { signal } = abort;
      let pauseMs = everyMs;
      try {
        const data = await ask<Data>(path, { signal });
        if (isOver || signal.aborted) return;
        put(path, data);
        setSeen({ path, data, at: now() });
      } catch (error) {
        if (isOver || signal.aborted) return;
        if (error instanceof Away) pauseMs = 2000;
        setSeen((before) => ({ ...(before.path === path ? before : { path }), fault: faultOf(error) }));
      }
      if (pauseMs !== undefined) stop = later(pauseMs, tick);
    };
    // Nobody looks at a hidden page; it is read anew when it is shown.
    const tick = () => {
      if (!document.hidden) void read();
    };
    const shown = () => {
      if (!document.hidden && everyMs !== undefined) void read();
    };
    again.current = () => void read();
    document.addEventListener("visibilitychange", shown);
    const wasAway = { is: false };
    const unlisten = connection.listen(() => {
      const { state } = connection.get();
      if (state === "there" && wasAway.is) void read();
      wasAway.is = state !== "there";
    });
    void read();
    return () => {
      isOver = true;
      stop();
      abort.abort();
      unlisten();
      document.removeEventListener("visibilitychange", shown);
    };
  }, [path, everyMs]);

  const refresh = useCallback(() => again.current(), []);
  if (path === undefined) return { data: undefined, fault: undefined, at: undefined, refresh };
  const own = seen.path === path ? seen : { path };
  const stored = shelf.get(path) as { data: Data; at: number } | undefined;
  return { data: own.data ?? stored?.data, at: own.at ?? stored?.at, fault: own.fault, refresh };
}
