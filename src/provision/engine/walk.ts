// Runs work over the nodes of a graph: one starts when all it needs is done, at most a few at once, one writer at a time
// for each exclusive key. The outcome of each is a value; whether the whole counts as failed is said at the end.
import pLimit, { type LimitFunction } from "p-limit";
import { CloudRunnerError, InterruptedError, type ErrorDetails } from "../../core/errors.ts";
import type { CloudContext, Waiting } from "./context.ts";
import type { Known, Node, Observed } from "./node.ts";
import type { Row } from "./plan.ts";

export type Outcome = "done" | "unchanged" | "failed" | "skipped" | "not-started";

export interface Result extends Pick<Row, "id" | "kind" | "name" | "action"> {
  outcome: Outcome;
  durationMs: number;
  error?: unknown;
}

export interface Summary {
  results: Result[];
  /** After the run. */
  observed: Observed;
}

/** Called for every step as it happens, but not for a row without a change. */
export interface Reporter {
  started?(row: Row): void;
  waiting?(row: Row, reason: string, elapsedMs: number, more?: Waiting): void;
  finished?(row: Row, result: Result): void;
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

export interface Walk {
  rows: readonly Row[];
  signal: AbortSignal | undefined;
  /** Ids of what must be finished first. */
  needs(node: Node): readonly string[];
  /** What is known of the nodes so far. */
  known(): Known;
  /** Resolves to whether anything was written. */
  work(node: Node, row: Row): Promise<boolean>;
  reporter: Reporter;
  clock: CloudContext["clock"];
  skipAfterFailure: boolean;
}

const concurrency = 8;

/** Runs all nodes, each after its needs. Never rejects: every node gets a result. */
export async function walk(nodes: readonly Node[], options: Walk): Promise<Result[]> {
  const { signal, reporter, clock } = options;
  const rows = new Map(options.rows.map((row) => [row.id, row]));
  const slot = pLimit(concurrency);
  const lanes = new Map<string, LimitFunction>();
  /** One piece of work at a time for each key. */
  const inLane = <T>(key: string | undefined, work: () => Promise<T>): Promise<T> => {
    const lane = (key !== undefined && lanes.get(key)) || pLimit(1);
    if (key !== undefined) lanes.set(key, lane);
    return lane(work);
  };
  const results = new Map<string, Promise<Result>>();
  for (const node of nodes) {
    const start = async (): Promise<Result> => {
      const row = rows.get(node.id)!;
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
        inLane(node.resource.exclusive?.(node.spec(options.known())), async () => {
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
  const of = (...outcomes: Outcome[]) => results.filter(({ outcome }) => outcomes.includes(outcome));
  const done = of("done").length;
  const left = of("skipped", "not-started").length;
  const failed = of("failed");
  if (signal?.aborted && failed.length + left > 0) {
    // What was waiting when the signal came gave up on that account; nothing is wrong with it.
    const stopped = failed.filter(
      ({ error }) => error === signal.reason || error instanceof InterruptedError,
    );
    const wrong = failed.length - stopped.length;
    throw new InterruptedError(
      `Interrupted: ${done} done, ${stopped.length} cut short, ${left} not started${wrong === 0 ? "" : `, ${wrong} failed`}.`,
      { fix },
    );
  }
  const [first] = failed;
  if (!first) return;
  const bug = failed.find(({ error }) => !(error instanceof CloudRunnerError));
  if (bug) throw bug.error;
  const cause = first.error as CloudRunnerError;
  const isOne = failed.length === 1;
  const counts = `${done} done, ${failed.length} failed, ${left} not started.`;
  throw new ApplyError(isOne ? `${first.name} failed: ${cause.message}` : counts, {
    code: isOne ? cause.code : "apply.failed",
    details: isOne ? cause.details : failed.flatMap(failureLines),
    fix: cause.fix ?? fix,
    cause,
    summary,
  });
}

function failureLines({ kind, name, error }: Result): string[] {
  const { message, details } = error as CloudRunnerError;
  return [`${kind} ${name}: ${message}`, ...details.map((line) => `  ${line}`)];
}
