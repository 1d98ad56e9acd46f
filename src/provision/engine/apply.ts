// Carries out a plan as a graph: a node starts when all it needs is done, at most a few at once, one writer at a time
// for each exclusive key. What failed skips its dependents; unrelated branches finish.
import {
  CloudRunnerError,
  InterruptedError,
  PlanRefusedError,
  type ErrorDetails,
} from "../../core/errors.ts";
import { hasStatus, isBillingDisabled, isPassing, isServiceDisabled } from "../google/cloud-error.ts";
import { despiteFaults, patiently, type CloudContext } from "./context.ts";
import { inOrder } from "./graph.ts";
import { lanes, slots } from "./parallel.ts";
import { knownFrom, refuseIfNeeded, rowFor, type Plan, type Row } from "./plan.ts";
import { projectServices } from "../resources/project-services.ts";
import { knownAfterApply, type Node } from "./resource.ts";

export type Outcome = "done" | "unchanged" | "failed" | "skipped" | "not-started";

export interface Result {
  id: string;
  kind: string;
  name: string;
  action: Row["action"];
  outcome: Outcome;
  durationMs: number;
  error?: unknown;
}

export interface Summary {
  results: Result[];
  /** Full live state by node id, after the run. */
  lives: ReadonlyMap<string, unknown>;
}

/** Told of every step as it happens. Rows without a change are not told. */
export interface Reporter {
  started?(row: Row): void;
  waiting?(row: Row, reason: string, elapsedMs: number): void;
  finished?(row: Row, result: Result): void;
}

export interface ApplyOptions {
  signal?: AbortSignal | undefined;
  concurrency?: number;
}

/** Some rows failed; `summary` says which. */
export class ApplyError extends CloudRunnerError {
  override readonly name = "ApplyError";
  readonly summary: Summary;
  constructor(message: string, details: ErrorDetails & { summary: Summary }) {
    super(message, details);
    this.summary = details.summary;
  }
}

/**
 * @throws PlanRefusedError before anything is sent, when a row is refused.
 * @throws ApplyError when a row failed; InterruptedError when the signal fired.
 */
export async function apply(
  ctx: CloudContext,
  plan: Plan,
  reporter: Reporter = {},
  { signal = ctx.signal, concurrency = 8 }: ApplyOptions = {},
): Promise<Summary> {
  refuseIfNeeded(plan);
  const run: Run = {
    ctx: { ...ctx, signal },
    reporter,
    adopt: plan.adopt,
    lives: new Map(plan.lives),
    created: new Set(),
    apisEnabled: false,
  };
  const rows = new Map(plan.rows.map((row) => [row.id, row]));
  const results = await walk(inOrder(plan.nodes), {
    concurrency,
    signal,
    needs: (node) => node.needs,
    lane: (node) => node.resource.exclusive?.(node.spec(knownFrom(run.lives))),
    row: (node) => rows.get(node.id)!,
    work: (node, row) => applyNode(run, node, row),
    reporter,
    clock: ctx.clock,
    skipAfterFailure: true,
  });
  const summary = { results, lives: run.lives };
  throwUnlessGreen(summary, signal, "Run the command again: it goes on from here.");
  return summary;
}

interface Run {
  ctx: CloudContext;
  reporter: Reporter;
  adopt: boolean;
  lives: Map<string, unknown>;
  created: Set<string>;
  /** APIs are on, by this run or by one that was cut off; still, some may not answer yet. */
  apisEnabled: boolean;
}

/** Rounds of read, compare and write before giving up: each is caused by another writer. */
const roundLimit = 6;
const apiSpreadingMs = 5 * 60_000;

/** Brings one node to its spec. Resolves to whether anything was written. */
async function applyNode(run: Run, node: Node, row: Row): Promise<boolean> {
  const ctx: CloudContext = {
    ...run.ctx,
    waiting: (reason, elapsedMs) => run.reporter.waiting?.(row, reason, elapsedMs),
    isNew: (name) => run.created.has(name),
  };
  const { resource } = node;
  const spec = node.spec(knownFrom(run.lives));
  if (JSON.stringify(spec)?.includes(knownAfterApply))
    throw new Error(`${node.id}: a value it needs is still unknown`);
  const name = resource.name(spec);

  // A row to create may have been read before what it is a part of was replaced.
  let live = row.action === "create" ? undefined : run.lives.get(node.id);
  let wrote = false;
  for (let round = 0; round < roundLimit; round += 1) {
    run.ctx.signal?.throwIfAborted();
    if (live === undefined) {
      try {
        live = await steadily(run, ctx, () => resource.create(ctx, spec));
        wrote = true;
        run.created.add(name);
        break;
      } catch (error) {
        if (!hasStatus(error, "ALREADY_EXISTS")) throw error;
        live = await readExisting(run, ctx, node, spec, error);
        continue;
      }
    }
    const { action, changes, reason, fix } = rowFor(node, spec, live, run.adopt);
    if (action === "refuse") throw new PlanRefusedError(`${name}: ${reason}.`, { fix: fix! });
    if (action === "noop") break;
    try {
      if (action === "replace") {
        await steadily(run, ctx, () => resource.delete(ctx, live));
        live = undefined;
      } else {
        live = await steadily(run, ctx, () => resource.update(ctx, spec, live, changes));
      }
      wrote = true;
      if (action === "update") break;
    } catch (error) {
      // Somebody else wrote in between; nothing is overwritten that was not read.
      if (!hasStatus(error, "ABORTED")) throw error;
      live = await steadily(run, ctx, () => resource.read(ctx, spec));
    }
  }
  if (wrote) live = await readBack(run, ctx, node, spec);
  if (resource === projectServices) run.apisEnabled = true;
  run.lives.set(node.id, live);
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
 * "Already exists" is either an earlier run that did not hear the answer, or something that was deleted a moment ago
 * and still drains: then nothing is found, and creating is tried again.
 */
async function readExisting(
  run: Run,
  ctx: CloudContext,
  node: Node,
  spec: unknown,
  cause: unknown,
): Promise<unknown> {
  const live = await steadily(run, ctx, () => node.resource.read(ctx, spec));
  if (live !== undefined) return live;
  ctx.waiting("waits for the deleted one of this name to be gone", 0);
  await ctx.clock.sleep(drainingDelayMs, ctx.signal);
  if (ctx.signal?.aborted) throw cause;
  return undefined;
}

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
      error instanceof NotSettled || isPassing(error) || isSpreading(run, error),
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

export interface Walk {
  concurrency: number;
  signal: AbortSignal | undefined;
  /** Ids of what must be finished first. */
  needs(node: Node): readonly string[];
  lane(node: Node): string | undefined;
  row(node: Node): Row;
  /** Resolves to whether anything was written. */
  work(node: Node, row: Row): Promise<boolean>;
  reporter: Reporter;
  clock: CloudContext["clock"];
  skipAfterFailure: boolean;
}

/** Runs all nodes, each after its needs. Never rejects: every node gets a result. */
export async function walk(nodes: readonly Node[], options: Walk): Promise<Result[]> {
  const { signal, reporter, clock } = options;
  const slot = slots(options.concurrency);
  const lane = lanes();
  const results = new Map<string, Promise<Result>>();
  for (const node of nodes) {
    const start = async (): Promise<Result> => {
      const row = options.row(node);
      const { id, kind, name, action } = row;
      const needed = await Promise.all(options.needs(node).flatMap((need) => results.get(need) ?? []));
      const result = (outcome: Outcome, durationMs = 0): Result => ({
        id,
        kind,
        name,
        action,
        outcome,
        durationMs,
      });
      const isBlocked = needed.some(({ outcome }) => outcome === "failed" || outcome === "skipped");
      if (options.skipAfterFailure && isBlocked) return result("skipped");

      return slot(() =>
        lane(options.lane(node), async () => {
          if (signal?.aborted) return result("not-started");
          const isNoop = action === "noop";
          if (!isNoop) reporter.started?.(row);
          const startedAt = clock.now();
          let settled: Result;
          try {
            const wrote = await options.work(node, row);
            settled = result(wrote ? "done" : "unchanged", clock.now() - startedAt);
          } catch (error) {
            settled = { ...result("failed", clock.now() - startedAt), error };
          }
          if (!isNoop || settled.outcome !== "unchanged") reporter.finished?.(row, settled);
          return settled;
        }),
      );
    };
    results.set(node.id, start());
  }
  return Promise.all(results.values());
}

export function throwUnlessGreen(summary: Summary, signal: AbortSignal | undefined, fix: string): void {
  const { results } = summary;
  const of = (outcome: Outcome) => results.filter((result) => result.outcome === outcome);
  const counts = `${of("done").length} done, ${of("failed").length} failed, ${of("skipped").length + of("not-started").length} not started`;
  const isCut = results.some(({ outcome }) => outcome !== "done" && outcome !== "unchanged");
  const failed = of("failed");
  if (signal?.aborted && isCut) {
    // What was waiting when the signal came gave up on that account; nothing is wrong with it.
    const stopped = failed.filter(
      ({ error }) => error === signal.reason || error instanceof InterruptedError,
    );
    const wrong = failed.length - stopped.length;
    const left = of("skipped").length + of("not-started").length;
    throw new InterruptedError(
      `Interrupted: ${of("done").length} done, ${stopped.length} cut short, ${left} not started${wrong === 0 ? "" : `, ${wrong} failed`}.`,
      { fix },
    );
  }
  const [first] = failed;
  if (!first) return;
  const bug = failed.find(({ error }) => !(error instanceof CloudRunnerError));
  if (bug) throw bug.error;
  const cause = first.error as CloudRunnerError;
  throw new ApplyError(failed.length === 1 ? `${first.name} failed: ${cause.message}` : `${counts}.`, {
    code: failed.length === 1 ? cause.code : "apply.failed",
    details: failed.length === 1 ? cause.details : failed.flatMap(failureLines),
    fix: cause.fix ?? fix,
    cause,
    summary,
  });
}

function failureLines({ kind, name, error }: Result): string[] {
  const { message, details } = error as CloudRunnerError;
  return [`${kind} ${name}: ${message}`, ...details.map((line) => `  ${line}`)];
}
