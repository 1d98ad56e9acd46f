// What every resource is given. Resources log nothing: they say what they wait for, and the engine reports it.
import type { Clock } from "../../core/clock.ts";
import type { Names } from "../../core/names.ts";
import { retry } from "../../core/retry.ts";
import type { Clients } from "../google/clients.ts";
import {
  cloudErrorFrom,
  hasStatus,
  isPassing,
  isQuotaProjectDenied,
  isServiceDisabled,
} from "../google/cloud-error.ts";
import { inWhichProject } from "../google/consumer.ts";
import { isUnreachable, whyWaiting } from "../google/why-waiting.ts";
import { rolesFor, type Need } from "./needs.ts";

export interface CloudContext {
  clients: Clients;
  clock: Clock;
  project: string;
  region: string;
  names: Names;
  signal: AbortSignal | undefined;
  /** Says what is being waited for, so that no wait is silent. */
  waiting(reason: string, elapsedMs: number, more?: Waiting): void;
  /** Whether this run created the named thing: other services may not know it for some minutes. */
  isNew(name: string): boolean;
  /** What all of the work needs: names the role that a refusal asks for. */
  needs: readonly Need[];
  /** The kind that is worked on, if it is one. */
  kind?: { needs: readonly Need[] };
}

export interface Waiting {
  /** What stands in the way, where it is known: `DNS does not find storage.googleapis.com`. */
  why?: string | undefined;
  /** For how long it is waited for at most. */
  budgetMs?: number;
}

export type ContextOptions = Pick<CloudContext, "clients" | "clock" | "names"> &
  Partial<Pick<CloudContext, "signal" | "needs">>;

export function createContext({ clients, clock, names, signal, needs = [] }: ContextOptions): CloudContext {
  const { project, region } = names;
  const waiting = () => {};
  return { clients, clock, project, region, names, signal, waiting, isNew: () => false, needs };
}

/**
 * One call to Google. Whatever it throws arrives as a CloudRunnerError that says what was asked of whom.
 * @param method `service.Method`; the service part names the API to enable and the role to grant.
 */
export async function call<T>(
  ctx: CloudContext,
  method: string,
  resource: string,
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (ctx.signal?.aborted && error === ctx.signal.reason) throw error;
    const { project } = ctx;
    const { unavailableFix, isLossFinal } = ctx.clients;
    const roles = rolesFor(method, ctx.kind?.needs ?? [], ctx.needs);
    const refused = cloudErrorFrom(error, { method, resource, project, unavailableFix, isLossFinal, roles });
    throw isServiceDisabled(refused) ? await inWhichProject(ctx, refused) : refused;
  }
}

/** What was asked for; undefined when it is not there. */
export const unlessNotFound = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error: unknown) => {
    if (hasStatus(error, "NOT_FOUND")) return undefined;
    throw error;
  });

export interface Patience {
  /** Why another try may succeed, e.g. `a fresh account to be known everywhere`. */
  reason: string;
  budgetMs: number;
  initialDelayMs?: number;
  maximumDelayMs?: number;
  isRetryable(error: unknown): boolean;
}

/** Tries again while `isRetryable`, within the budget, and says so each time. */
export function patiently<T>(ctx: CloudContext, patience: Patience, attempt: () => Promise<T>): Promise<T> {
  const { reason, initialDelayMs = 1000, maximumDelayMs = 15_000, ...rest } = patience;
  return retry(attempt, {
    ...rest,
    initialDelayMs,
    maximumDelayMs,
    clock: ctx.clock,
    signal: ctx.signal,
    onWait: (error, _delayMs, elapsedMs) =>
      ctx.waiting(`waiting for ${reason}`, elapsedMs, {
        why: whyWaiting(error),
        budgetMs: isUnreachable(error) ? Math.min(unreachableBudgetMs, rest.budgetMs) : rest.budgetMs,
      }),
  });
}

const unreachableBudgetMs = 12_000;

/** Tries again while Google's answer is a passing fault: overload, a rate limit, a moment without service. */
export function despiteFaults<T>(ctx: CloudContext, attempt: () => Promise<T>): Promise<T> {
  const { faultBudgetMs: budgetMs, isFresh } = ctx.clients;
  const startedAt = ctx.clock.now();
  // A name that DNS does not find, or no network: a moment of it passes, and minutes of it do not.
  const isHopeless = (error: unknown) =>
    isUnreachable(error) && ctx.clock.now() - startedAt >= unreachableBudgetMs;
  const patience = {
    reason: "Google Cloud to answer",
    budgetMs,
    isRetryable: (error: unknown) => isPassing(error) && !isHopeless(error),
  };
  const despite = () => patiently(ctx, patience, attempt);
  if (!isFresh) return despite();
  const rights = {
    reason: "the rights on the new project to be known",
    budgetMs: 5 * 60_000,
    initialDelayMs: 2000,
    maximumDelayMs: 30_000,
    isRetryable: isQuotaProjectDenied,
  };
  return patiently(ctx, rights, despite);
}

/** For what is worth no more than a moment of waiting: the rest is as true without it. */
export const impatient = (ctx: CloudContext): CloudContext => ({
  ...ctx,
  clients: { ...ctx.clients, faultBudgetMs: 3000 },
});

/** `despiteFaults` for that. */
export const briefly = <T>(ctx: CloudContext, attempt: () => Promise<T>): Promise<T> =>
  despiteFaults(impatient(ctx), attempt);
