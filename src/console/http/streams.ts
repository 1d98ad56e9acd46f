// Server-sent events: so many streams at once, each with a sign of life, and ended with whoever listens.
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { after, type Clock } from "../../core/clock.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import type { ConsoleError } from "../contract/errors.ts";

interface Event {
  event: string;
}

export interface Streams {
  /** Sends what `events` gives. What it throws becomes the event `trouble`; `end` comes last. */
  open<E extends Event>(c: Context, events: (signal: AbortSignal) => AsyncIterable<E>): Response;
}

const most = 24;
const pingMs = 10_000;

/** @param ending aborts when the console ends */
export function createStreams(
  clock: Clock,
  { ending, errorOf }: { ending: AbortSignal; errorOf: (failure: unknown) => ConsoleError },
): Streams {
  let count = 0;
  return {
    open: (c, events) => {
      if (count >= most || ending.aborted) throw tooMany();
      count += 1;
      return streamSSE(c, async (stream) => {
        const left = new AbortController();
        stream.onAbort(() => left.abort());
        const signal = AbortSignal.any([left.signal, ending]);
        const send = (event: Event) => stream.writeSSE({ event: event.event, data: JSON.stringify(event) });
        const ping = () => {
          void send({ event: "ping" });
          after(clock, pingMs, signal, ping);
        };
        after(clock, pingMs, signal, ping);
        try {
          for await (const event of events(signal)) {
            if (signal.aborted) break;
            await send(event);
          }
        } catch (error) {
          if (!signal.aborted) await send({ event: "trouble", error: errorOf(error) } as Event);
        } finally {
          count -= 1;
          if (!left.signal.aborted) await send({ event: "end" });
          left.abort();
        }
      });
    },
  };
}

const tooMany = (): CloudRunnerError =>
  new CloudRunnerError(`More than ${most} pages of this console follow something at once.`, {
    code: "console.busy",
    fix: "Close some of its tabs.",
  });
