// From the options of a program to what is sent.
import { preparePredict, type Prepared } from "../predict/predict.ts";
import { runListener, type RunListener } from "../runs/run-events.ts";
import type { Session } from "../session.ts";
import { parametersOf } from "./forecast-parameters.ts";
import type { PredictOptions } from "./predict-options.ts";
import { sourcesOf, type Source } from "./sources.ts";

/**
 * Checks all that can be checked before anything is sent.
 * @param keepsSent whether what was sent is needed afterwards, as for a report
 */
export function prepare(
  session: Session,
  sources: readonly Source[],
  options: PredictOptions,
  keepsSent = false,
): Promise<Prepared> {
  const { output, force = false, skipExisting = false, parallel = 8 } = options;
  const { job = false, timeoutMs, parameters } = options;
  return preparePredict(session, sourcesOf(sources), {
    parameters: parametersOf({ ...options, ...(job && { parameters: { ...parameters, on: "job" } }) }),
    output: output === undefined ? "nowhere" : { path: output },
    force,
    skipExisting,
    timeoutMs: timeoutMs ?? 600_000,
    isStrict: timeoutMs !== undefined,
    parallel,
    keepsSent,
  });
}

export const listenerOf = ({ onEvent }: Pick<PredictOptions, "onEvent">): RunListener =>
  onEvent === undefined ? {} : runListener(onEvent);
