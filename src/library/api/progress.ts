// Progress as events, for a program that wants to show it.
import type { Progress } from "../progress.ts";

export interface ProgressEvent {
  /**
   * A step `started`, says what it waits for now (`updated`), and ends as `succeeded`, `failed` or, when there is nothing
   * more to say of it, `stopped`. A `note` stands by itself, a `detail` is for the curious, a `warning` for everyone.
   */
  kind: "started" | "updated" | "succeeded" | "failed" | "stopped" | "note" | "detail" | "warning";
  /** A sentence for people, in English. It may change with any release. */
  text: string;
}

export function progressTo(listener: (event: ProgressEvent) => void): Progress {
  return {
    start(first) {
      let current = first;
      listener({ kind: "started", text: first });
      const end =
        (kind: "succeeded" | "failed" | "stopped") =>
        (text = current) =>
          listener({ kind, text });
      return {
        update: (text) => listener({ kind: "updated", text: (current = text) }),
        succeed: end("succeeded"),
        fail: end("failed"),
        stop: () => end("stopped")(),
      };
    },
    note: (text) => listener({ kind: "note", text }),
    detail: (text) => listener({ kind: "detail", text }),
    warn: (text) => listener({ kind: "warning", text }),
  };
}
