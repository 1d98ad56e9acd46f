// A dead letter with all that is known of it, as people and scripts see it.
import type { View } from "../../shell/view.ts";
import { formatDuration } from "../../../core/duration.ts";
import type { InputState } from "../../../library/dlq/input-state.ts";
import { uriOf } from "../../../library/dlq/message.ts";
import type { DeadLetter, InputObject } from "../../../library/dlq/message.ts";
import type { Reason } from "../../../library/dlq/reason.ts";

export interface LetterView {
  id: string;
  input: (InputObject & { uri: string }) | undefined;
  state: InputState["kind"];
  /** What answers the input, when `state` is answered. */
  answer: { kind: "result" | "report"; uri: string; generation: string } | undefined;
  /** The generation that stands there now, when `state` is replaced. */
  replacedBy: string | undefined;
  deliveries: number;
  replays: number;
  uploadedAt: string | undefined;
  publishedAt: string | undefined;
  deadLetteredAt: string;
  reason: Reason | undefined;
}

export function letterView(letter: DeadLetter, state: InputState, reason: Reason | undefined): LetterView {
  const { id, input, deliveries, replays, uploadedAt, publishedAt, deadLetteredAt } = letter;
  return {
    id,
    input: input && { ...input, uri: uriOf(input) },
    state: state.kind,
    answer: state.kind === "answered" ? state.answer : undefined,
    replacedBy: state.kind === "replaced" ? state.by : undefined,
    deliveries,
    replays,
    uploadedAt,
    publishedAt,
    deadLetteredAt,
    reason,
  };
}

/** Whether a replay could still bring a forecast. */
export const isSettled = (state: InputState["kind"]): boolean => state !== "waiting";

export function stateSentence({ state, answer, replacedBy, input }: Omit<LetterView, "reason">): string {
  switch (state) {
    case "waiting":
      return "this generation is there, and has no forecast";
    case "answered": {
      const what = answer!.kind === "result" ? "a forecast" : "an error report";
      const which =
        answer!.generation === input!.generation ? "" : ` of the newer generation ${answer!.generation}`;
      return `answered since then by ${what}${which}: ${answer!.uri}`;
    }
    case "replaced":
      return `replaced since then by generation ${replacedBy}, which has a notification of its own`;
    case "deleted":
      return "deleted since then";
    case "foreign":
      return "no notification of this stack's input bucket; the service would drop it";
  }
}

/** `2026-01-02 03:04:05`, UTC. */
export const shownTime = (iso: string | undefined): string =>
  iso === undefined ? "-" : iso.slice(0, 19).replace("T", " ");

/** `2026-01-02 03:04:05 UTC, 3 min ago`. */
export const shownMoment = (iso: string | undefined, nowMs: number): string =>
  iso === undefined
    ? "not known"
    : `${shownTime(iso)} UTC, ${formatDuration(Math.max(0, nowMs - Date.parse(iso)))} ago`;

export const shownInput = ({ input }: Pick<LetterView, "input">): string =>
  input === undefined ? "(no object)" : `${input.uri}#${input.generation}`;

export const shownReason = ({ reason }: Pick<LetterView, "reason">): string =>
  reason === undefined
    ? "not known: the service said nothing of this input, so perhaps it never got it"
    : reason.code === undefined
      ? reason.message
      : `${reason.code}: ${reason.message}`;

export function stateMark(state: InputState["kind"], { paint }: Pick<View, "paint">): string {
  return state === "waiting" ? paint.yellow(state) : paint.dim(state);
}
