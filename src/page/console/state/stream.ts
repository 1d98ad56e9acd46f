// Events that the server sends as they happen; the browser connects again by itself after a break.
import { useEffect, useRef } from "preact/hooks";
import { connection, heard, lost } from "./api.ts";
import { later } from "./browser.ts";

/**
 * @param path undefined listens to nothing
 * @param onEvent gets what stands in `data:`; answers false when nothing more will come, "later" to ask again in a while
 * @param onOpen told at the start and after each break, before the events come anew
 */
export function useEvents<Event>(
  path: string | undefined,
  onEvent: (event: Event) => boolean | "later" | void,
  onOpen?: () => void,
): void {
  const held = useRef({ onEvent, onOpen });
  held.current = { onEvent, onOpen };
  useEffect(() => {
    if (path === undefined) return;
    let source: EventSource | undefined;
    let stop: () => void = () => undefined;
    const close = () => {
      stop();
      source?.close();
      source = undefined;
    };
    const open = () => {
      close();
      source = new EventSource(path);
      source.onopen = () => {
        heard();
        held.current.onOpen?.();
      };
      source.onerror = () => {
        const isOver = source?.readyState === EventSource.CLOSED;
        close();
        if (!isOver && connection.get().state === "there") lost();
        stop = later(isOver ? 5000 : 1500, open);
      };
      const take = (message: MessageEvent<string>) => {
        const answer = held.current.onEvent(JSON.parse(message.data) as Event);
        if (answer === false) isDone = true;
        if (isDone || answer === "later") close();
        if (answer === "later") stop = later(5000, open);
      };
      source.onmessage = take;
      for (const name of eventNames) source.addEventListener(name, take);
    };
    let isDone = false;
    // A browser has six connections for one server; those who do not look leave theirs to others.
    const shown = () => {
      if (isDone) return;
      if (document.hidden) close();
      else if (source === undefined) open();
    };
    document.addEventListener("visibilitychange", shown);
    shown();
    return () => {
      close();
      document.removeEventListener("visibilitychange", shown);
    };
  }, [path]);
}

const eventNames = ["run", "entry", "following", "trouble", "end"];
