// The contract of a resource kind. One file a kind says everything about it: what it needs, how it is found again, and
// how it is read, compared and written. Plan, inventory, doctor and the README's table are made of these.
import { isSame } from "./normalise.ts";
import type { CloudContext } from "./context.ts";
import type { Need } from "./needs.ts";
import type { Settled } from "./unknown.ts";

export interface Change {
  path: string;
  from: unknown;
  to: unknown;
  /** `forbidden`: cannot be changed in place and must not be replaced, since it holds data. */
  effect: "update" | "replace" | "forbidden";
  /** What helps where it is forbidden, if no other value in cloud-runner.json does. */
  fix?: string;
}

/**
 * Every field of Google's message that a user may set has its place here. What changes the price, how well data is kept or
 * who may reach it is compared; of the rest it is said why not.
 */
export interface Fields {
  /** Google's names, in camel case. */
  compared: readonly string[];
  ignored: Readonly<Record<string, string>>;
}

/** What a container of data holds, said before it is destroyed. */
export interface Contents {
  objects: number;
  bytes: number;
}

/**
 * One kind of thing in the cloud. All methods that take a context but `read`, `list` and `contents` may write; all may
 * throw a CloudRunnerError. The engine decides what to call: create and update are plain calls to the API.
 */
interface Kind<Spec, Live> {
  /** For people and for `--json`, e.g. `pubsub.topic`. */
  kind: string;
  /** What it is there for, for the README: a few words without a full stop. */
  purpose: string;
  /** The API and the permissions that it takes to provision it, that of its own service first. */
  needs: readonly [Need, ...Need[]];
  /** What `diff` looks at of Google's message, and what not, for kinds that are more than a name. */
  fields?: Fields;
  /** Full name, known before the thing exists. */
  name(spec: Spec): string;
  /** What is there now; undefined when it is not. Never writes. */
  read(ctx: CloudContext, spec: Spec): Promise<Live | undefined>;
  /** Pure. Looks only at fields that we set; empty when in sync. */
  diff(spec: Spec, live: Live): Change[];
  create(ctx: CloudContext, spec: Settled<Spec>): Promise<Live>;
  /**
   * Sends only what changed, with the etag that was read. ABORTED makes the engine read again. Absent for kinds in which
   * nothing can differ.
   */
  update?(ctx: CloudContext, spec: Settled<Spec>, live: Live, changes: Change[]): Promise<Live>;
  /** Whether it carries the marks of this stack. Absent for kinds that cannot carry any. */
  owned?(spec: Spec, live: Live): boolean;
  /** Writers with the same key run one after another, e.g. all members of one IAM policy. */
  exclusive?(spec: Spec): string;
  /** Name of what it is a part of, and goes with when that is replaced, e.g. the owner of an IAM policy. */
  within?(spec: Spec): string;
  contents?(ctx: CloudContext, live: Live): Promise<Contents>;
  /** True for the kind that switches APIs on: what comes after it may find them not yet known everywhere. */
  enablesApis?: true;
}

/** A kind that the stack makes, and `down` removes. */
export interface Removable<Spec, Live> extends Kind<Spec, Live> {
  /** Not found is fine. */
  delete(ctx: CloudContext, live: Live): Promise<void>;
  /**
   * Full names of all that carry this stack's marks, whatever the configuration says: the proof after `down`. For kinds
   * that cannot be listed so, why that is no gap.
   */
  list: ((ctx: CloudContext) => Promise<string[]>) | { never: string };
  kept?: never;
}

/** A kind that the stack uses or switches on, and `down` leaves. */
export interface Kept<Spec, Live> extends Kind<Spec, Live> {
  /** What becomes of it at `down`, and why. */
  kept: string;
  delete?: never;
  list?: never;
}

export type Resource<Spec, Live> = Removable<Spec, Live> | Kept<Spec, Live>;

/** What can be said of a kind without a thing of it. */
export type KindFacts = Pick<Resource<unknown, unknown>, "kind" | "purpose" | "needs" | "list" | "kept">;

/** An in-place change of `path`, when the two differ. */
export function changed(
  path: string,
  from: unknown,
  to: unknown,
  effect: Change["effect"] = "update",
): Change[] {
  return isSame(from, to) ? [] : [{ path, from, to, effect }];
}
