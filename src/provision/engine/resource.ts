// The contract of a resource kind, and the node that places one in the graph.
import { isSame } from "./normalise.ts";
import type { CloudContext } from "./context.ts";

export interface Change {
  path: string;
  from: unknown;
  to: unknown;
  /** `forbidden`: cannot be changed in place and must not be replaced, since it holds data. */
  effect: "update" | "replace" | "forbidden";
}

/** What a container of data holds, told before it is destroyed. */
export interface Contents {
  objects: number;
  bytes: number;
}

/**
 * One kind of thing in the cloud. All methods but `read`, `diff`, `name`, `owned` and `exclusive` may write; all may
 * throw a CloudRunnerError. The engine decides what to call: create and update are plain calls to the API.
 */
export interface Resource<Spec, Live> {
  /** For people and for `--json`, e.g. `pubsub.topic`. */
  kind: string;
  /** Full name, known before the thing exists. Must not depend on values that come late. */
  name(spec: Spec): string;
  /** What is there now; undefined when it is not. Never writes. */
  read(ctx: CloudContext, spec: Spec): Promise<Live | undefined>;
  /** Pure. Looks only at fields that we set; empty when in sync. */
  diff(spec: Spec, live: Live): Change[];
  create(ctx: CloudContext, spec: Spec): Promise<Live>;
  /** Sends only what changed, with the etag that was read. ABORTED makes the engine read again. */
  update(ctx: CloudContext, spec: Spec, live: Live, changes: Change[]): Promise<Live>;
  /** Not found is fine. */
  delete(ctx: CloudContext, live: Live): Promise<void>;
  /** Whether it carries the marks of this stack. Absent for kinds that cannot carry any. */
  owned?(spec: Spec, live: Live): boolean;
  /** Writers with the same key run one after another, e.g. all members of one IAM policy. */
  exclusive?(spec: Spec): string;
  /** Name of what it is a part of, and goes with when that is replaced, e.g. the owner of an IAM policy. */
  within?(spec: Spec): string;
  /** True for what the stack uses but never made: destroy leaves it. */
  keep?: boolean;
  contents?(ctx: CloudContext, live: Live): Promise<Contents>;
}

/** Stands for a value that only the cloud can tell, and has not yet. */
export const knownAfterApply = "(known after apply)";

/** Gives values that other nodes got from the cloud. */
export interface Known {
  /** `pick` of the node's live state, or `knownAfterApply` while planning when it does not exist yet. */
  of<Live>(node: Node<Live>, pick: (live: Live) => string): string;
}

export interface Node<Live = unknown> {
  /** Unique in the stack, kebab-case. */
  id: string;
  resource: Resource<unknown, Live>;
  spec(known: Known): unknown;
  /** Ids of nodes that must be done before this one starts. */
  needs: readonly string[];
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

/** An in-place change of `path`, when the two differ. */
export function changed(
  path: string,
  from: unknown,
  to: unknown,
  effect: Change["effect"] = "update",
): Change[] {
  return isSame(from, to) ? [] : [{ path, from, to, effect }];
}

/** Changes of the labels that we set; labels of others are none of our business. */
export function labelChanges(
  wanted: Readonly<Record<string, string>>,
  live: Readonly<Record<string, string>>,
): Change[] {
  return Object.entries(wanted).flatMap(([key, value]) => changed(`labels.${key}`, live[key], value));
}

const ownerKeys = ["managed-by", "cloud-runner-stack"] as const;

/** Whether something carries the owner labels that `wanted` holds. */
export function carriesOwner(
  wanted: Readonly<Record<string, string>>,
  live: Readonly<Record<string, string>>,
): boolean {
  return ownerKeys.every((key) => live[key] !== undefined && live[key] === wanted[key]);
}
