// A dead-letter message with what is known of its input.
import type { Answer, InputState } from "./input-state.ts";
import type { DeadMessage, MessageFacts } from "./message.ts";

export interface ListedMessage extends MessageFacts {
  state: InputState["kind"];
  /** What answers the input, when `state` is answered. */
  answer: Answer | undefined;
  /** The generation that stands there now, when `state` is replaced. */
  replacedBy: string | undefined;
}

export function listedMessage(message: DeadMessage, state: InputState): ListedMessage {
  const { id, input, ackId: _ackId, data: _data, attributes: _attributes, ...counts } = message;
  return {
    id,
    input,
    state: state.kind,
    answer: state.kind === "answered" ? state.answer : undefined,
    replacedBy: state.kind === "replaced" ? state.by : undefined,
    ...counts,
  };
}

/** Whether a replay cannot bring a forecast any more. */
export const isSettled = (state: InputState["kind"]): boolean => state !== "waiting";

export function stateSentence({ state, answer, replacedBy, input }: ListedMessage): string {
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
