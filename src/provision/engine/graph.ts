// Order of nodes.
import type { Node } from "./node.ts";

/** Nodes such that each comes after all it needs; ties go by id, so the order never depends on how they were listed. */
export function inOrder(nodes: readonly Node[]): Node[] {
  const waiting = new Map(nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((node) => [node.id, node]));
  if (waiting.size !== nodes.length) throw new Error("two nodes have the same id");
  const ordered: Node[] = [];
  const done = new Set<string>();
  while (waiting.size > 0) {
    const next = [...waiting.values()].find((node) => node.needs.every((id) => done.has(id)));
    if (!next)
      throw new Error(`nodes need each other, or one that is not there: ${[...waiting.keys()].join(", ")}`);
    waiting.delete(next.id);
    done.add(next.id);
    ordered.push(next);
  }
  return ordered;
}

/** For each node the ids of all that need it, directly or through others. */
export function dependentsOf(nodes: readonly Node[]): Map<string, string[]> {
  const dependents = new Map<string, string[]>();
  for (const { id } of inOrder(nodes).toReversed()) {
    const direct = nodes.filter(({ needs }) => needs.includes(id));
    dependents.set(id, [...new Set(direct.flatMap((node) => [node.id, ...dependents.get(node.id)!]))]);
  }
  return dependents;
}
