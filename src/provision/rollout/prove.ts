// Asks a revision at the address of its tag, before it gets any traffic.
import { withinTime } from "../../core/clock.ts";
import { PreconditionError } from "../../core/errors.ts";
import { patiently, type CloudContext } from "../engine/context.ts";

export interface Proof {
  /** `request`: it answered one; `condition`: only Cloud Run's own startup check stands for it. */
  by: "request" | "condition";
  text: string;
}

export interface Address {
  /** The address of the tag, without a path. */
  uri: string;
  /** The service's own address: what an ID token is made out to. */
  audience: string;
  /** Undefined for a container without one. */
  path: string | undefined;
  /** Whether the service takes calls from any network. */
  isOpen: boolean;
}

class NotYet extends Error {}

const answerMs = 20_000;

/** @throws PreconditionError when it answers something else than 200 */
export async function prove(
  ctx: CloudContext,
  { uri, audience, path, isOpen }: Address,
  send: typeof fetch = fetch,
): Promise<Proof> {
  // From elsewhere Cloud Run answers 404, as if nothing were there.
  if (!isOpen) return untried("only internal networks reach its address (service.ingress)");
  if (path === undefined) return untried("the container has no path that says more (service.readyPath)");
  const token = await ctx.clients.idToken(audience, ctx.names.invokerAccount);
  if (token === undefined) return untried("your credentials give no ID token to ask it");
  let status = 0;
  try {
    const patience = {
      // A fresh tag's address and a fresh right to call are not known everywhere at once.
      reason: `an answer of ${uri}${path}`,
      budgetMs: ctx.clients.faultBudgetMs > 0 ? 60_000 : 5000,
      initialDelayMs: 500,
      maximumDelayMs: 5000,
      isRetryable: (error: unknown) => error instanceof NotYet,
    };
    await patiently(ctx, patience, async () => {
      status = await statusAt(ctx, `${uri}${path}`, token, send);
      if (status !== 200 && status !== 401 && status !== 403) throw new NotYet();
    });
  } catch (error) {
    if (!(error instanceof NotYet)) throw error;
    throw new PreconditionError(`The new revision started, but does not serve; no traffic was moved.`, {
      code: "deploy.not-serving",
      details: [`GET ${uri}${path}: ${status === 0 ? "no answer" : status}`],
      fix: "cloud-runner logs --since 15m",
    });
  }
  if (status === 200) return { by: "request", text: `GET ${uri}${path}: 200` };
  return untried(
    status === 403
      ? "you may not ask it yourself (403): roles/run.invoker is missing"
      : "it does not take the ID token of your credentials (401), which says nothing about your roles",
  );
}

const untried = (why: string): Proof => ({
  by: "condition",
  text: `Cloud Run's startup check passed; ${why}`,
});

async function statusAt(ctx: CloudContext, url: string, token: string, send: typeof fetch): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (limit: AbortSignal) => {
    const signal = ctx.signal ? AbortSignal.any([ctx.signal, limit]) : limit;
    const response = await send(url, { headers, signal });
    await response.body?.cancel();
    return response.status;
  };
  return withinTime(ctx.clock, answerMs, ask).catch(() => {
    ctx.signal?.throwIfAborted();
    return 0;
  });
}
