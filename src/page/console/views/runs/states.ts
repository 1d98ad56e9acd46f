// How a run and each of its files stand, in a word and a colour. Pure.
import type { RunCounts, RunFile } from "../../../../console/contract/runs.ts";
import type { Tone } from "../../parts/tone.ts";
import { count, plural } from "../../parts/words.ts";

export function stateOf(
  { inputs, done, failed, waiting, missing }: RunCounts,
  { isCancelled, isSending }: { isCancelled: boolean; isSending: boolean },
): { tone: Tone; words: string } {
  const answered = `${count(done + failed)} of ${count(inputs)}`;
  if (isCancelled) return { tone: "quiet", words: `cancelled after ${answered}` };
  if (waiting > 0 || isSending) return { tone: "busy", words: `${answered} done` };
  if (failed > 0 && done === 0 && missing === 0)
    return { tone: "bad", words: failed === 1 ? "failed" : "all failed" };
  if (failed > 0) return { tone: "warn", words: `${count(failed)} of ${count(inputs)} failed` };
  if (missing > 0) return { tone: "warn", words: `${count(missing)} of ${count(inputs)} not sent` };
  return { tone: "good", words: "done" };
}

export function stateOfFile({ state, series, warnings = 0 }: RunFile): { tone: Tone; words: string } {
  switch (state) {
    case "missing":
      return { tone: "quiet", words: "not sent" };
    case "waiting":
      return {
        tone: "busy",
        words:
          series === undefined
            ? "forecasting"
            : `${count(series.done)} of ${plural(series.series, "series", "series")}`,
      };
    case "failed":
      return { tone: "bad", words: "failed" };
    case "done":
      return warnings > 0
        ? { tone: "warn", words: plural(warnings, "warning") }
        : { tone: "good", words: "done" };
  }
}
