// What came of a replay, in words. Pure.
import type { Replayed } from "../../../../console/contract/operations.ts";

export type Outcome = Replayed["messages"][number]["outcome"];

const words: Record<Outcome, { isGood: boolean; words: string }> = {
  "would-replay": { isGood: true, words: "would be put back" },
  settled: { isGood: false, words: "left alone, since no forecast can come of it" },
  refused: { isGood: false, words: "refused: replayed too often, or the file cannot be forecast" },
  failed: { isGood: false, words: "could not be put back, and is still here" },
  replayed: { isGood: true, words: "put back; the forecast follows" },
  forecast: { isGood: true, words: "forecast" },
  rejected: { isGood: false, words: "answered by a report: the file cannot be forecast" },
  "timed-out": { isGood: false, words: "put back, and not answered yet" },
};

export const outcomeWords = (outcome: Outcome): { isGood: boolean; words: string } => words[outcome];
