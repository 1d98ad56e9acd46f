// Live state against the wanted one. Reads only.
import pLimit from "p-limit";
import { PlanRefusedError } from "../../core/errors.ts";
import { isServiceDisabled } from "../google/cloud-error.ts";
import { despiteFaults, type CloudContext } from "./context.ts";
import { inOrder } from "./graph.ts";
import { knownFrom, observed, type Node, type Observed } from "./node.ts";
import type { Change } from "./resource.ts";
import { unknownYet } from "./unknown.ts";
import { noteUnseen, type Unseen } from "./unseen.ts";

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
  observed: Observed;
  adopt: boolean;
}

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
  const found = await readAll({ ...ctx, signal }, nodes);
  return { rows: planFrom(nodes, found, { adopt }), nodes, observed: found, adopt };
}

/**
 * Reads every node, in parallel; one whose spec needs another's live state waits for that one.
 * @param unseen gets what was refused; without it a refusal is thrown, but that of an API that the plan switches on
 */
export async function readAll(
  ctx: CloudContext,
  nodes: readonly Node[],
  unseen?: Unseen[],
): Promise<Observed> {
  const states = new Map<string, unknown>();
  const found = observed(states);
  const slot = pLimit(readsAtOnce);
  const reads = new Map<string, Promise<void>>();
  const isEnabling = unseen === undefined && nodes.some(({ resource }) => resource.enablesApis);
  for (const node of inOrder(nodes)) {
    const read = async () => {
      // All before it may give it a value; those are few, and only the first ones take long to be known.
      for (const id of askedBy(node)) await reads.get(id);
      const spec = node.spec(knownFrom(found));
      const { kind } = node.resource;
      const live = await slot(() => readNode(ctx, node, spec, isEnabling)).catch((error: unknown) =>
        noteUnseen(unseen, { kind, name: node.resource.name(spec) }, error),
      );
      if (live !== undefined) states.set(node.id, live);
    };
    const promise = read();
    // Waited for below; until then a failure must not count as unhandled.
    promise.catch(() => {});
    reads.set(node.id, promise);
  }
  for (const promise of reads.values()) await promise;
  return found;
}

/** Ids of the nodes whose live state the node's spec asks for. */
function askedBy(node: Node): Set<string> {
  const asked = new Set<string>();
  node.spec({
    of(other) {
      asked.add(other.id);
      return unknownYet;
    },
  });
  return asked;
}

/** An API that is off hides what may be there; after the plan has switched it on, creating finds it. */
async function readNode(
  ctx: CloudContext,
  { resource }: Node,
  spec: unknown,
  isEnabling: boolean,
): Promise<unknown> {
  const reading = { ...ctx, kind: resource };
  try {
    return await despiteFaults(ctx, () => resource.read(reading, spec));
  } catch (error) {
    if (isServiceDisabled(error) && isEnabling && !resource.enablesApis) return undefined;
    throw error;
  }
}

/** Pure: the rows for what was read, in dependency order, ties by id. */
export function planFrom(nodes: readonly Node[], found: Observed, { adopt = false } = {}): Row[] {
  const known = knownFrom(found);
  const replaced = new Set<string>();
  return inOrder(nodes).map((node) => {
    const spec = node.spec(known);
    const container = node.resource.within?.(spec);
    const goesWithIt = container !== undefined && replaced.has(container);
    const row = rowFor(node, spec, goesWithIt ? undefined : found.of(node), adopt);
    if (row.action === "replace") replaced.add(row.name);
    return row;
  });
}

export function rowFor({ id, resource, unwanted }: Node, spec: unknown, live: unknown, adopt: boolean): Row {
  const row = { id, kind: resource.kind, name: resource.name(spec), changes: [] as Change[] };
  if (unwanted) return { ...row, action: live === undefined ? "noop" : "delete" };
  if (live === undefined) return { ...row, action: "create" };
  const changes = resource.diff(spec, live);
  const forbidden = changes.filter((change) => change.effect === "forbidden");
  if (forbidden.length > 0) {
    const what = forbidden
      .map(({ path, from, to }) => `${path} is ${said(from)}, not ${said(to)}`)
      .join("; ");
    return {
      ...row,
      changes,
      action: "refuse",
      reason: `${what}, and cannot be changed`,
      fix:
        forbidden.find(({ fix }) => fix !== undefined)?.fix ??
        'Set it back in cloud-runner.json, choose another "name", or remove the stack with `cloud-runner down` first.',
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

function said(value: unknown): string {
  if (value === undefined) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
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
