// Live state against the wanted one. Reads only.
import { PlanRefusedError } from "../../core/errors.ts";
import { isServiceDisabled } from "../google/cloud-error.ts";
import { despiteFaults, type CloudContext } from "./context.ts";
import { inOrder } from "./graph.ts";
import { slots } from "./parallel.ts";
import { knownAfterApply, type Change, type Known, type Node } from "./resource.ts";

export type Action = "create" | "update" | "replace" | "delete" | "noop" | "refuse";

export interface Row {
  id: string;
  kind: string;
  name: string;
  action: Action;
  changes: Change[];
  /** Why it is refused. */
  reason?: string;
  /** How to get past a refusal. */
  fix?: string;
}

export interface Plan {
  rows: Row[];
  nodes: readonly Node[];
  lives: Lives;
  adopt: boolean;
}

/** What was read, by node id; absent = not there. */
export type Lives = ReadonlyMap<string, unknown>;

export interface PlanOptions {
  /** Take over what exists without our labels. */
  adopt?: boolean;
  signal?: AbortSignal | undefined;
}

const readsAtOnce = 16;

export async function plan(
  ctx: CloudContext,
  nodes: readonly Node[],
  options: PlanOptions = {},
): Promise<Plan> {
  const { adopt = false, signal = ctx.signal } = options;
  const lives = await readAll({ ...ctx, signal }, nodes);
  return { rows: planFrom(nodes, lives, { adopt }), nodes, lives, adopt };
}

/** Reads every node, in parallel; one whose spec needs another's live state waits for that one. */
export async function readAll(ctx: CloudContext, nodes: readonly Node[]): Promise<Map<string, unknown>> {
  const lives = new Map<string, unknown>();
  const slot = slots(readsAtOnce);
  const reads = new Map<string, Promise<void>>();
  for (const node of inOrder(nodes)) {
    // All before it may give it a value; those are few, and only the first ones take long to be known.
    const read = async () => {
      const spec = await resolvable(node, lives, reads);
      const live = await slot(() => readNode(ctx, node, spec));
      if (live !== undefined) lives.set(node.id, live);
    };
    const promise = read();
    // Waited for below; until then a failure must not count as unhandled.
    promise.catch(() => {});
    reads.set(node.id, promise);
  }
  for (const promise of reads.values()) await promise;
  return lives;
}

/** The node's spec, once the nodes whose live state it asks for have been read. */
async function resolvable(
  node: Node,
  lives: Lives,
  reads: ReadonlyMap<string, Promise<void>>,
): Promise<unknown> {
  const asked = new Set<string>();
  node.spec({
    of(other) {
      asked.add(other.id);
      return knownAfterApply;
    },
  });
  for (const id of asked) await reads.get(id);
  return node.spec(knownFrom(lives));
}

/** An API that is off hides what may be there; after it was enabled, creating finds it. */
async function readNode(ctx: CloudContext, node: Node, spec: unknown): Promise<unknown> {
  try {
    return await despiteFaults(ctx, () => node.resource.read(ctx, spec));
  } catch (error) {
    if (isServiceDisabled(error) && node.needs.length > 0) return undefined;
    throw error;
  }
}

/** Values from what was read; what is not there yet is known after apply. */
export function knownFrom(lives: Lives): Known {
  return {
    of<Live>(node: Node<Live>, pick: (live: Live) => string): string {
      const live = lives.get(node.id);
      return live === undefined ? knownAfterApply : pick(live as Live);
    },
  };
}

/** Pure: the rows for what was read, in dependency order, ties by id. */
export function planFrom(nodes: readonly Node[], lives: Lives, { adopt = false } = {}): Row[] {
  const known = knownFrom(lives);
  const replaced = new Set<string>();
  return inOrder(nodes).map((node) => {
    const spec = node.spec(known);
    const container = node.resource.within?.(spec);
    const goesWithIt = container !== undefined && replaced.has(container);
    const row = rowFor(node, spec, goesWithIt ? undefined : lives.get(node.id), adopt);
    if (row.action === "replace") replaced.add(row.name);
    return row;
  });
}

export function rowFor({ id, resource }: Node, spec: unknown, live: unknown, adopt: boolean): Row {
  const row = { id, kind: resource.kind, name: resource.name(spec), changes: [] as Change[] };
  if (live === undefined) return { ...row, action: "create" };
  const changes = resource.diff(spec, live);
  const forbidden = changes.filter((change) => change.effect === "forbidden");
  if (forbidden.length > 0) {
    const what = forbidden
      .map(({ path, from, to }) => `${path} is ${String(from)}, not ${String(to)}`)
      .join("; ");
    return {
      ...row,
      changes,
      action: "refuse",
      reason: `${what}, and cannot be changed`,
      fix: 'Set it back in cloud-runner.json, choose another "name", or remove the stack with `cloud-runner down` first.',
    };
  }
  if (!adopt && resource.owned && !resource.owned(spec, live)) {
    return {
      ...row,
      changes,
      action: "refuse",
      reason: "it exists, and was not made by this stack",
      fix: 'Pass --adopt to take it over, or choose another "name" in cloud-runner.json.',
    };
  }
  if (changes.length === 0) return { ...row, action: "noop" };
  return {
    ...row,
    changes,
    action: changes.some((change) => change.effect === "replace") ? "replace" : "update",
  };
}

export interface PlanSummary {
  add: number;
  change: number;
  destroy: number;
  refused: number;
}

export function summarise({ rows }: { rows: readonly Row[] }): PlanSummary {
  const count = (...actions: Action[]) => rows.filter((row) => actions.includes(row.action)).length;
  return {
    add: count("create", "replace"),
    change: count("update"),
    destroy: count("delete", "replace"),
    refused: count("refuse"),
  };
}

/** `Plan: 1 to add, 0 to change, 0 to destroy.` */
export function summaryLine(rows: { rows: readonly Row[] }): string {
  const { add, change, destroy, refused } = summarise(rows);
  const refusals = refused === 0 ? "" : ` ${refused} refused.`;
  return `Plan: ${add} to add, ${change} to change, ${destroy} to destroy.${refusals}`;
}

/** @throws PlanRefusedError that lists every refused row. */
export function refuseIfNeeded({ rows }: { rows: readonly Row[] }): void {
  const refused = rows.filter((row) => row.action === "refuse");
  const [first] = refused;
  if (!first) return;
  throw new PlanRefusedError(
    `The plan was refused: ${refused.length === 1 ? first.name : `${refused.length} rows`}.`,
    {
      details: refused.map((row) => `${row.kind} ${row.name}: ${row.reason}`),
      fix: first.fix!,
    },
  );
}
