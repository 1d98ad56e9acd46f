// Parts of a dead-letter message as text.
import { formatDuration } from "../../../core/duration.ts";
import type { ListedMessage } from "../../../library/dlq/listed-message.ts";
import type { Reason } from "../../../library/dlq/reason.ts";
import type { View } from "../../shell/view.ts";

/** `2026-01-02 03:04:05`, UTC. */
export const shownTime = (iso: string | undefined): string =>
  iso === undefined ? "-" : iso.slice(0, 19).replace("T", " ");

/** `2026-01-02 03:04:05 UTC, 3 min ago`. */
export const shownMoment = (iso: string | undefined, nowMs: number): string =>
  iso === undefined
    ? "not known"
    : `${shownTime(iso)} UTC, ${formatDuration(Math.max(0, nowMs - Date.parse(iso)))} ago`;

export const shownInput = ({ input }: Pick<ListedMessage, "input">): string =>
  input === undefined ? "(no object)" : `${input.uri}#${input.generation}`;

export const shownReason = ({ reason }: { reason: Reason | undefined }): string =>
  reason === undefined
    ? "not known: the service logged nothing about this input, so perhaps it never got it"
    : reason.code === undefined
      ? reason.message
      : `${reason.code}: ${reason.message}`;

export function stateMark(state: ListedMessage["state"], { paint }: Pick<View, "paint">): string {
  return state === "waiting" ? paint.yellow(state) : paint.dim(state);
}
