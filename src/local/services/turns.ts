// Long work of one request in short turns, so that others are answered meanwhile: the local cloud has one thread.
import type { Clock } from "../../core/clock.ts";

const turnMs = 20;

/** Asked between steps: gives what to wait for once the turn is over, undefined before. */
export type Turn = () => Promise<void> | undefined;

export function startTurn(clock: Clock): Turn {
  let beganAt = clock.now();
  return () => {
    if (Math.abs(clock.now() - beganAt) < turnMs) return undefined;
    return clock.sleep(0).then(() => {
      beganAt = clock.now();
    });
  };
}
