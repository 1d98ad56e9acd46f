// Long-running operations. The clients' own `promise()` polls without an end; here it has a deadline and can be left.
import { TimeoutError } from "../../core/errors.ts";
import { call, type CloudContext } from "../engine/context.ts";

interface Operation<T> {
  promise(): Promise<[T, ...unknown[]]>;
  removeAllListeners?(): unknown;
}

export interface OperationWait {
  /** What is being done, as in `waiting for Cloud Run to start the revision`. */
  reason: string;
  deadlineMs: number;
}

/**
 * One call to Google that starts an operation, and its result.
 * @throws TimeoutError after the deadline; the abort signal's reason when it fires. The work itself goes on.
 */
export function operate<T>(
  ctx: CloudContext,
  method: string,
  resource: string,
  wait: OperationWait,
  start: () => Promise<[object, ...unknown[]]>,
): Promise<T> {
  return call(ctx, method, resource, async () => finished<T>(ctx, wait, (await start())[0]));
}

async function finished<T>(ctx: CloudContext, wait: OperationWait, operation: object): Promise<T> {
  // The generated types of `promise` differ from client to client; all resolve with the result first.
  const started = operation as Operation<T>;
  const done = new AbortController();
  const giveUp = ctx.signal ? AbortSignal.any([ctx.signal, done.signal]) : done.signal;
  ctx.waiting(`waiting for ${wait.reason}`, 0);
  const deadline = ctx.clock.sleep(wait.deadlineMs, giveUp).then((): never => {
    throw new TimeoutError(`Gave up waiting for ${wait.reason}.`, {
      code: "cloud.operation-timeout",
      details: [`Waited ${Math.round(wait.deadlineMs / 1000)} s; the operation goes on in the cloud.`],
      fix: "Run the command again: it continues from what is there.",
    });
  });
  try {
    const [result] = await Promise.race([started.promise(), deadline]);
    return result;
  } finally {
    done.abort();
    // The sleep that lost the race rejects; nobody listens to it any more.
    deadline.catch(() => {});
    started.removeAllListeners?.();
  }
}
