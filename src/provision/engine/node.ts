// A node places a resource in the graph of a stack; what was read of the nodes gives values to the specs of others.
import type { Resource } from "./resource.ts";
import { unknownYet, type Late } from "./unknown.ts";

/** Gives values that other nodes got from the cloud. */
export interface Known {
  /** `pick` of the node's live state; unknown while it does not exist. */
  of<Live, Value>(node: Node<Live>, pick: (live: Live) => Value): Late<Value>;
}

export interface Node<Live = unknown> {
  /** Unique in the stack, kebab-case. */
  id: string;
  resource: Resource<unknown, Live>;
  spec(known: Known): unknown;
  /** Ids of nodes that must be done before this one starts. */
  needs: readonly string[];
  /** It is there and the configuration has no place for it any more: `up` removes it. Only of kinds that `down` removes. */
  unwanted?: true;
}

/** Places a resource in the graph; `spec` is a function where it needs a value that comes late. */
export function node<Spec extends object, Live>(
  id: string,
  resource: Resource<Spec, Live>,
  spec: Spec | ((known: Known) => Spec),
  needs: readonly { id: string }[] = [],
): Node<Live> {
  return {
    id,
    // Methods are compared bivariantly, so a resource of one spec stands for one of an unknown spec: the node itself
    // guarantees that the two belong together.
    resource: resource as Resource<unknown, Live>,
    spec: typeof spec === "function" ? (spec as (known: Known) => Spec) : () => spec,
    needs: needs.map((needed) => needed.id),
  };
}

/** The only node of its kind. */
export function nodeOf<Spec, Live>(nodes: readonly Node[], { kind }: Resource<Spec, Live>): Node<Live> {
  const found = nodes.filter(({ resource }) => resource.kind === kind);
  if (found.length !== 1) throw new Error(`${found.length} nodes are of the kind ${kind}`);
  return found[0] as Node<Live>;
}

/** The spec of the only node of its kind, as far as it is known without the cloud. */
export const specOf = <Spec, Live>(nodes: readonly Node[], resource: Resource<Spec, Live>): Spec =>
  nodeOf(nodes, resource).spec(knownFrom(observed())) as Spec;

/** What was read, or written, of each node. */
export interface Observed {
  /** Undefined when it is not there. */
  of<Live>(node: Node<Live>): Live | undefined;
  /** With another state of one node; undefined when it is gone. */
  with<Live>(node: Node<Live>, live: Live | undefined): Observed;
}

/** @param states by node id */
export function observed(states: ReadonlyMap<string, unknown> = new Map()): Observed {
  return {
    of: <Live>({ id }: Node<Live>) => states.get(id) as Live | undefined,
    with: ({ id }, live) => observed(new Map([...states, [id, live]])),
  };
}

export const knownFrom = (found: Observed): Known => ({
  of(node, pick) {
    const live = found.of(node);
    return live === undefined ? unknownYet : pick(live);
  },
});
