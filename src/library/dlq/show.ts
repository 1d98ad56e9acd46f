// `dlq show`: everything about some dead-letter messages.
import { isManifestName, parametersIn } from "../../core/contract.ts";
import type { CloudRunnerError } from "../../core/errors.ts";
import type { LogEntry } from "../logs/entry.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { withStack, type Stack } from "../stack/with-stack.ts";
import { downloadInput, problemWith } from "./check-input.ts";
import { readStates, type InputState } from "./input-state.ts";
import { readKeptUntil, type KeptUntil } from "./kept-until.ts";
import type { MessageWithReason } from "./list.ts";
import { listedMessage } from "./listed-message.ts";
import { withMessages } from "./mailbox.ts";
import type { DeadMessage } from "./message.ts";
import { complaintsAbout, reasonAmong, troublesDuring } from "./reason.ts";
import { select } from "./select.ts";

export interface ShownMessage extends MessageWithReason {
  attributes: Readonly<Record<string, string>>;
  /** Parameters and other metadata of the input, as long as it is there. */
  metadata: Readonly<Record<string, string>> | undefined;
  /** Whether the input as it stands can be forecast at all; absent when it is not there. */
  check: { isFine: true } | { isFine: false; error: CloudRunnerError } | undefined;
  /** The service's complaints about this input, the oldest first. */
  log: LogEntry[];
  /** When there are none: what else went wrong in the service at the time. */
  otherTroubles: LogEntry[];
}

export interface ShowResult {
  action: "show";
  messages: ShownMessage[];
  /** When it was read, in milliseconds since the epoch. */
  now: number;
}

const mostLines = 10;

/**
 * @param ids of messages, or names of their inputs
 * @throws CloudRunnerError `dlq.unknown-message`; PreconditionError when nothing is up
 */
export const showMessages = (session: Session, ids: readonly string[]): Promise<ShowResult> =>
  withStack(session, (stack) =>
    during(session.progress, "Reading the dead-letter message", async () => {
      const chosen = await withMessages(stack, ids, async (mail) => select(mail.messages, ids));
      const states = await readStates(stack.cloud, chosen);
      const keptUntil = await readKeptUntil(stack.cloud);
      const messages: ShownMessage[] = [];
      for (const message of chosen)
        messages.push(await describe(stack, message, states.get(message.id)!, keptUntil));
      return { action: "show", messages, now: session.machine.clock.now() };
    }),
  );

async function describe(
  stack: Stack,
  message: DeadMessage,
  state: InputState,
  keptUntil: KeptUntil,
): Promise<ShownMessage> {
  const { cloud } = stack;
  const log = message.input === undefined ? [] : await complaintsAbout(cloud, [message], mostLines);
  const otherTroubles = log.length > 0 ? [] : await troublesDuring(cloud, message);
  return {
    ...listedMessage(message, state),
    reason: reasonAmong(log),
    keptUntil: keptUntil(message),
    attributes: message.attributes,
    metadata: state.kind === "waiting" ? state.metadata : undefined,
    check: await checkOf(stack, message, state),
    log: log.toReversed(),
    otherTroubles: otherTroubles.toReversed(),
  };
}

/** Of a series only: a manifest is judged by the container alone. */
async function checkOf(
  { cloud, settings }: Stack,
  { input }: DeadMessage,
  state: InputState,
): Promise<ShownMessage["check"]> {
  if (state.kind !== "waiting" || input === undefined || isManifestName(input.name)) return undefined;
  const given = { ...settings.config.forecast, ...parametersIn(state.metadata) };
  const error = await problemWith(input.name, await downloadInput(cloud, input), given);
  return error === undefined ? { isFine: true } : { isFine: false, error };
}
