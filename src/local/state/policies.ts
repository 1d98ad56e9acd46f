// IAM policies of every resource of the local cloud, with Google's read-modify-write rule.
// https://cloud.google.com/iam/docs/reference/rest/v1/Policy
import { createHash } from "node:crypto";
import type { Chaos } from "../chaos/chaos.ts";
import { StatusError } from "../wire/status.ts";
import type { Store } from "./store.ts";

export interface Binding {
  role: string;
  members: string[];
  condition?: { title?: string; description?: string; expression?: string };
}

export interface Policy {
  version: number;
  /** Base64; changes with every write. Over gRPC it travels as these bytes. */
  etag: string;
  bindings: Binding[];
}

export type Policies = ReturnType<typeof openPolicies>;

const etagOf = (text: string): string =>
  createHash("sha256").update(text).digest().subarray(0, 8).toString("base64");

/** gcloud sends it back in the alphabet of addresses, which has `-` and `_` for `+` and `/`. */
const isSameEtag = (one: string, other: string): boolean =>
  Buffer.from(one, "base64").equals(Buffer.from(other, "base64"));

const grantName = (resource: string, role: string, member: string) => `grant ${resource} ${role} ${member}`;

export function openPolicies(store: Store, chaos: Pick<Chaos, "made" | "isVisible" | "checkEtag">) {
  const policies = store.collection<Policy & { revision: number }>("policies");
  let accountExists = (_email: string): boolean => true;

  function get(resource: string): Policy {
    const stored = policies.get(resource);
    if (!stored) return { version: 1, etag: etagOf(`${resource} 0`), bindings: [] };
    const { version, etag, bindings } = stored;
    return { version, etag, bindings };
  }

  const holds = (resource: string, role: string, member: string): boolean =>
    (policies.peek(resource)?.bindings ?? []).some(
      (binding) =>
        binding.role === role &&
        !binding.condition &&
        (binding.members.includes(member) || binding.members.includes("allUsers")),
    );

  return {
    /** The policy of a resource by its full name; an empty one if none was ever set. */
    get,
    wasSet: (resource: string): boolean => policies.get(resource) !== undefined,
    /**
     * Replaces the policy.
     * @throws StatusError ABORTED on a stale etag, INVALID_ARGUMENT on a member that does not exist.
     */
    set(
      resource: string,
      { version = 1, etag, bindings = [] }: { version?: number; etag?: string; bindings?: Binding[] },
    ): Policy {
      return store.transaction(() => {
        if (etag) chaos.checkEtag();
        if (etag && !isSameEtag(etag, get(resource).etag)) {
          throw new StatusError(
            "ABORTED",
            "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.",
          );
        }
        for (const member of bindings.flatMap((binding) => binding.members)) {
          const email = /^serviceAccount:(.+)$/.exec(member)?.[1];
          if (email !== undefined && !accountExists(email)) {
            throw new StatusError("INVALID_ARGUMENT", `Service account ${email} does not exist.`);
          }
        }
        const revision = (policies.get(resource)?.revision ?? 0) + 1;
        const kept = bindings.filter((binding) => binding.members.length > 0);
        const policy = { version, etag: etagOf(`${resource} ${revision}`), bindings: kept };
        for (const { role, members } of kept) {
          for (const member of members) {
            if (!holds(resource, role, member)) chaos.made(grantName(resource, role, member));
          }
        }
        policies.put(resource, { ...policy, revision });
        return policy;
      });
    },
    /** Forgets the policy of a deleted resource. */
    remove: (resource: string) => void policies.delete(resource),
    /** Renames a member in every policy: Google marks the bindings of an account that is deleted, or restored. */
    replaceMember(member: string, by: string) {
      for (const { name, value } of policies.list()) {
        if (!value.bindings.some(({ members }) => members.includes(member))) continue;
        const revision = value.revision + 1;
        const bindings = value.bindings.map((binding) => ({
          ...binding,
          members: binding.members.map((each) => (each === member ? by : each)),
        }));
        policies.put(name, { ...value, bindings, revision, etag: etagOf(`${name} ${revision}`) });
      }
    },
    /** Whether an unconditional binding gives the role to the member (or to allUsers). */
    grants: (resource: string, role: string, member: string): boolean =>
      holds(resource, role, member) && chaos.isVisible(grantName(resource, role, member)),
    /** Account look-up, given by the IAM service: binding an account that does not exist is refused, as Google does. */
    useAccounts: (exists: (email: string) => boolean) => {
      accountExists = exists;
    },
  };
}

/** The policy as google.iam.v1 messages carry it. */
export const policyMessage = ({ version, etag, bindings }: Policy): Record<string, unknown> => ({
  version,
  etag: Buffer.from(etag, "base64"),
  bindings,
});

/** What `setIamPolicy` was sent over gRPC, as `Policies.set` takes it. */
export function policyFromMessage(message: Record<string, unknown>): Parameters<Policies["set"]>[1] {
  const etag = message["etag"] as Buffer | undefined;
  const bindings = (message["bindings"] as Partial<Binding>[] | undefined) ?? [];
  return {
    // What was sent without one is of version 1, as Google answers it.
    version: (message["version"] as number | undefined) || 1,
    ...(etag && etag.length > 0 && { etag: etag.toString("base64") }),
    bindings: bindings.map(({ role = "", members = [], condition }) => ({
      role,
      members,
      ...(condition && { condition }),
    })),
  };
}
