// Carries out a plan as a graph. What failed skips its dependents; unrelated branches finish.
import { CloudError, CloudRunnerError, PlanRefusedError } from "../../core/errors.ts";
import {
  hasStatus,
  isBillingDisabled,
  isForbidden,
  isPassing,
  isServiceDisabled,
} from "../google/cloud-error.ts";
import { despiteFaults, patiently, type CloudContext } from "./context.ts";
import { inOrder } from "./graph.ts";
import { knownFrom, type Node, type Observed } from "./node.ts";
import { refuseIfNeeded, rowFor, type Plan, type Row } from "./plan.ts";
import { settled } from "./unknown.ts";
import { throwUnlessGreen, walk, type Reporter, type Summary } from "./walk.ts";

export interface ApplyOptions {
  signal?: AbortSignal | undefined;
}

/**
 * @throws PlanRefusedError before anything is sent, when a row is refused.
 * @throws ApplyError when a row failed; InterruptedError when the signal fired.
 */
export async function apply(
  ctx: CloudContext,
  plan: Plan,
  reporter: Reporter = {},
  { signal = ctx.signal }: ApplyOptions = {},
): Promise<Summary> {
  refuseIfNeeded(plan);
  const run: Run = {
    ctx: { ...ctx, signal },
    reporter,
    adopt: plan.adopt,
    observed: plan.observed,
    created: new Set(),
    apisEnabled: false,
  };
  const results = await walk(inOrder(plan.nodes), {
    rows: plan.rows,
    signal,
    needs: (node) => node.needs,
    known: () => knownFrom(run.observed),
    work: (node, row) => applyNode(run, node, row),
    reporter,
    clock: ctx.clock,
    skipAfterFailure: true,
  });
  const summary = { results, observed: run.observed };
  throwUnlessGreen(summary, signal, "Run the command again: it goes on from here.");
  return summary;
}

interface Run {
  ctx: CloudContext;
  reporter: Reporter;
  adopt: boolean;
  observed: Observed;
  created: Set<string>;
  /** APIs are on, by this run or by one that was cut off; still, some may not answer yet. */
  apisEnabled: boolean;
}

/** Rounds of read, compare and write before giving up: each is caused by another writer. */
const roundLimit = 6;
/** Cloud Run can take minutes until it gives out the name of a deleted service again. */
const drainingMs = 5 * 60_000;
const apiSpreadingMs = 5 * 60_000;

/** Brings one node to its spec. Resolves to whether anything was written. */
async function applyNode(run: Run, node: Node, row: Row): Promise<boolean> {
  const ctx: CloudContext = {
    ...run.ctx,
    waiting: (reason, elapsedMs, more) => run.reporter.waiting?.(row, reason, elapsedMs, more),
    isNew: (name) => run.created.has(name),
    kind: node.resource,
  };
  const { resource } = node;
  const spec = settled(node.spec(knownFrom(run.observed)));
  const name = resource.name(spec);

  // A row to create may have been read before what it is a part of was replaced.
  let live = row.action === "create" ? undefined : run.observed.of(node);
  let wrote = false;
  if (node.unwanted) {
    if (live === undefined) return false;
    await steadily(run, ctx, () => resource.delete!(ctx, live));
    run.observed = run.observed.with(node, undefined);
    return true;
  }
  const drainsUntil = ctx.clock.now() + drainingMs;
  for (let round = 1; ; round += 1) {
    run.ctx.signal?.throwIfAborted();
    if (live === undefined) {
      try {
        live = await steadily(run, ctx, () => resource.create(ctx, spec));
        wrote = true;
        run.created.add(name);
        break;
      } catch (error) {
        if (!hasStatus(error, "ALREADY_EXISTS")) throw error;
        live = await readExisting(run, ctx, { node, spec, cause: error, drainsUntil });
        continue;
      }
    }
    const { action, changes, reason, fix } = rowFor(node, spec, live, run.adopt);
    if (action === "refuse") throw new PlanRefusedError(`${name}: ${reason}.`, { fix: fix! });
    if (action === "noop") break;
    try {
      if (action === "replace") {
        if (!resource.delete) throw new Error(`${node.id}: its kind is kept, and cannot be replaced`);
        await steadily(run, ctx, () => resource.delete(ctx, live));
        live = undefined;
      } else {
        if (!resource.update) throw new Error(`${node.id}: nothing of its kind can be changed`);
        live = await steadily(run, ctx, () => resource.update!(ctx, spec, live, changes));
      }
      wrote = true;
      if (action === "update") break;
    } catch (error) {
      // Somebody else wrote in between; nothing is overwritten that was not read.
      if (!hasStatus(error, "ABORTED") || round >= roundLimit) throw error;
      live = await steadily(run, ctx, () => resource.read(ctx, spec));
    }
  }
  if (wrote) live = await readBack(run, ctx, node, spec);
  if (resource.enablesApis) run.apisEnabled = true;
  run.observed = run.observed.with(node, live);
  return wrote;
}

/** Tries again what a fresh API or a passing fault refused. */
function steadily<T>(run: Run, ctx: CloudContext, attempt: () => Promise<T>): Promise<T> {
  const spreading = {
    reason: "a freshly enabled API",
    budgetMs: apiSpreadingMs,
    initialDelayMs: 2000,
    maximumDelayMs: 30_000,
    isRetryable: (error: unknown) => isSpreading(run, error),
  };
  return patiently(ctx, spreading, () => despiteFaults(ctx, attempt));
}

/** Both had to be there for the APIs to be switched on, so what says otherwise does not know yet. */
const isSpreading = ({ apisEnabled }: Run, error: unknown): boolean =>
  apisEnabled && (isServiceDisabled(error) || isBillingDisabled(error));

/**
 * "Already exists" is either what an earlier run made without getting the answer, or something that was deleted a
 * moment ago and still drains: then nothing is found, and creating is tried again.
 */
async function readExisting(
  run: Run,
  ctx: CloudContext,
  { node, spec, cause, drainsUntil }: { node: Node; spec: unknown; cause: CloudError; drainsUntil: number },
): Promise<unknown> {
  const live = await steadily(run, ctx, () => node.resource.read(ctx, spec));
  if (live !== undefined) return live;
  const leftMs = drainsUntil - ctx.clock.now();
  if (leftMs <= 0) throw stillTaken(node.resource.name(spec), cause);
  ctx.waiting("waiting for the deleted one of this name to be gone", drainingMs - leftMs);
  await ctx.clock.sleep(Math.min(drainingDelayMs, leftMs), ctx.signal);
  if (ctx.signal?.aborted) throw cause;
  return undefined;
}

const stillTaken = (name: string, { message, status, details }: CloudError) =>
  new CloudError(`${name} is taken, and yet not there.`, {
    code: "cloud.name-taken",
    status,
    retryable: false,
    details: [`${message} It was tried again for ${drainingMs / 60_000} min.`, ...details],
    fix: 'Wait until what was deleted is gone, and run `cloud-runner up` again; or choose another "name" in cloud-runner.json.',
  });

const drainingDelayMs = 10_000;
const readBackBudgetMs = 60_000;

class NotSettled extends Error {}

/** The proof: what was written reads back as wanted. Some services take a moment to show it. */
async function readBack(run: Run, ctx: CloudContext, node: Node, spec: unknown): Promise<unknown> {
  const { resource } = node;
  let remaining: string[] = [];
  const patience = {
    reason: "the change to show",
    budgetMs: readBackBudgetMs,
    initialDelayMs: 200,
    maximumDelayMs: 5000,
    isRetryable: (error: unknown) =>
      error instanceof NotSettled ||
      isPassing(error) ||
      isSpreading(run, error) ||
      // Of what was made a moment ago a refusal may mean "not yet".
      (run.created.has(resource.name(spec)) && isForbidden(error)),
  };
  try {
    return await patiently(ctx, patience, async () => {
      const live = await resource.read(ctx, spec);
      remaining = live === undefined ? ["it is not there"] : resource.diff(spec, live).map(describeChange);
      if (remaining.length > 0) throw new NotSettled();
      return live;
    });
  } catch (error) {
    if (!(error instanceof NotSettled)) throw error;
    throw new CloudRunnerError(`${resource.name(spec)} does not show what was written.`, {
      code: "apply.not-settled",
      details: remaining,
      fix: "Run the command again; when it stays so, another tool may be changing it back.",
    });
  }
}

const describeChange = ({ path, from, to }: { path: string; from: unknown; to: unknown }) =>
  `${path}: is ${JSON.stringify(from)}, wanted ${JSON.stringify(to)}`;
