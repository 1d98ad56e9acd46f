// Removes the stack: only what carries its marks, in the reverse of the order in which it was made.
import pMap from "p-map";
import type { ApplyOptions } from "./apply.ts";
import { despiteFaults, type CloudContext } from "./context.ts";
import { dependentsOf, inOrder } from "./graph.ts";
import { knownFrom, type Node, type Observed } from "./node.ts";
import { readAll, type Row } from "./plan.ts";
import type { Contents } from "./resource.ts";
import type { Unseen } from "./unseen.ts";
import { throwUnlessGreen, walk, type Reporter, type Summary } from "./walk.ts";

export interface DestroyRow extends Row {
  /** What goes with it, for what holds data. */
  contents?: Contents;
}

export interface DestroyPlan {
  /** `delete` and `refuse` rows, in the order of deletion; what is absent or not ours to make has none. */
  rows: DestroyRow[];
  nodes: readonly Node[];
  observed: Observed;
  /** What could not be read, and so has no row. */
  unseen: Unseen[];
}

export async function planDestroy(
  ctx: CloudContext,
  nodes: readonly Node[],
  { signal = ctx.signal }: { signal?: AbortSignal | undefined } = {},
): Promise<DestroyPlan> {
  const reading = { ...ctx, signal };
  const unseen: Unseen[] = [];
  const found = await readAll(reading, nodes, unseen);
  const rows = destroyRows(nodes, found);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const count = async (row: DestroyRow) => {
    const node = byId.get(row.id)!;
    const { resource } = node;
    if (row.action !== "delete" || !resource.contents) return;
    const counting = { ...reading, kind: resource };
    row.contents = await despiteFaults(reading, () => resource.contents!(counting, found.of(node)));
  };
  await pMap(rows, count, { concurrency: 4 });
  return { rows, nodes, observed: found, unseen };
}

/**
 * Pure: what would be deleted, and what is left because it is not ours. What carries no marks of its own (a grant, a
 * notification) is left as well when it hangs on something that is not ours.
 */
function destroyRows(nodes: readonly Node[], found: Observed): DestroyRow[] {
  const known = knownFrom(found);
  const left = new Set<string>();
  const rows: DestroyRow[] = [];
  for (const node of inOrder(nodes)) {
    const { id, resource, needs } = node;
    const live = found.of(node);
    if (live === undefined || resource.kept !== undefined) continue;
    const spec = node.spec(known);
    const row = { id, kind: resource.kind, name: resource.name(spec), changes: [] };
    const hangsOnForeign = !resource.owned && needs.some((need) => left.has(need));
    const isForeign = resource.owned?.(spec, live) === false;
    if (hangsOnForeign || isForeign) left.add(id);
    if (isForeign) {
      const reason = "was not made by this stack: it stays";
      rows.push({ ...row, action: "refuse", reason, fix: "Remove it by hand if it is not needed." });
    } else if (!hangsOnForeign) {
      rows.push({ ...row, action: "delete" });
    }
  }
  return rows.toReversed();
}

/**
 * Deletes the rows. Unlike `apply` it goes on after a failure, and collects what failed.
 * @throws ApplyError when something could not be deleted; InterruptedError when the signal fired.
 */
export async function destroy(
  ctx: CloudContext,
  plan: DestroyPlan,
  reporter: Reporter = {},
  { signal = ctx.signal }: ApplyOptions = {},
): Promise<Summary> {
  const rows = plan.rows.filter((row) => row.action === "delete");
  const removed = new Set(rows.map((row) => row.id));
  const dependents = dependentsOf(plan.nodes);
  const deleted = inOrder(plan.nodes)
    .toReversed()
    .filter((node) => removed.has(node.id));
  const known = knownFrom(plan.observed);
  let left = plan.observed;
  const results = await walk(deleted, {
    rows,
    signal,
    // Through others as well: some in between may be gone already.
    needs: (node) => dependents.get(node.id)!,
    known: () => known,
    async work(node, row) {
      const waiting: CloudContext["waiting"] = (reason, elapsedMs, more) =>
        reporter.waiting?.(row, reason, elapsedMs, more);
      const { resource } = node;
      const deleting = { ...ctx, signal, waiting, kind: resource };
      await despiteFaults(deleting, () => resource.delete!(deleting, plan.observed.of(node)));
      left = left.with(node, undefined);
      return true;
    },
    reporter,
    clock: ctx.clock,
    skipAfterFailure: false,
  });
  const summary = { results, observed: left };
  throwUnlessGreen(summary, signal, "Run `cloud-runner down` again: it goes on from here.");
  return summary;
}
