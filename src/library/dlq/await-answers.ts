// Waits for the answers to inputs that were put back.
import { posix } from "node:path";
import { resultMetadata } from "../../core/contract.ts";
import type { Buckets } from "../predict/buckets.ts";
import { arrivals, type Awaited } from "../predict/wait.ts";
import { plural } from "../../core/duration.ts";
import { asStep } from "../progress.ts";
import type { Session } from "../session.ts";
import { rejection } from "../predict/predict-files.ts";
import type { CloudRunnerError } from "../../core/errors.ts";
import type { Answer } from "./input-state.ts";

export interface ArrivedAnswer {
  answer: Answer;
  /** What the report says, when it is one. */
  error: CloudRunnerError | undefined;
}

/** Answers by the name of the input; what has none when the time is up is absent. */
export async function awaitAnswers(
  session: Session,
  buckets: Buckets,
  inputs: readonly Awaited[],
  timeoutMs: number,
): Promise<Map<string, ArrivedAnswer>> {
  const answers = new Map<string, ArrivedAnswer>();
  const awaited = new Map(inputs.map((input) => [input.name, input]));
  const waiting = (): string =>
    `Waiting for ${inputs.length === 1 ? "the forecast" : `forecasts: ${answers.size} of ${inputs.length} done`}`;
  await asStep(session.progress, waiting(), async (activity) => {
    const arriving = arrivals({
      buckets,
      clock: session.machine.clock,
      prefix: undefined,
      awaited,
      isGrowing: () => false,
      timeoutMs,
      signal: session.signal,
    });
    for await (const batch of arriving) {
      for (const { awaited: input, kind, object } of batch) {
        const generation = object.metadata[resultMetadata.inputGeneration] ?? input.generation;
        const error =
          kind === "report"
            ? rejection({ label: posix.basename(input.name) }, await buckets.download(object))
            : undefined;
        answers.set(input.name, { answer: { kind, uri: buckets.outputUri(object.name), generation }, error });
      }
      activity.update(waiting());
    }
  });
  if (answers.size < inputs.length) {
    session.progress.warn(`${plural(inputs.length - answers.size, "input")} without an answer so far.`);
  }
  return answers;
}
