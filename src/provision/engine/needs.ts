// What a kind, or a command, needs: an API that is on, and permissions, by the role that brings them.
// https://cloud.google.com/iam/docs/permissions-reference

/** A predefined role. */
export interface Role {
  /** Stable: a part of the ids of `doctor`. */
  id: string;
  /** `roles/pubsub.admin`. */
  name: string;
  /** What `doctor` looks for with it, e.g. `may manage topics and subscriptions`. */
  title: string;
}

export const role = (id: string, name: string, title: string): Role => ({ id, name, title });

export interface Need {
  /** `pubsub.googleapis.com`. */
  api: string;
  /** The narrowest predefined role that holds the permissions. */
  role: Role;
  permissions: readonly string[];
}

/** @param service the API without its domain, as in `pubsub.CreateTopic` */
export const need = (service: string, role: Role, permissions: readonly string[]): Need => ({
  api: apiOf(service),
  role,
  permissions,
});

/** `storage.buckets` with `get` and `list` is `storage.buckets.get` and `storage.buckets.list`. */
export const each = (prefix: string, ...verbs: string[]) => verbs.map((verb) => `${prefix}.${verb}`);
/** What making, comparing, changing, removing and finding something takes. */
export const managing = (prefix: string) => each(prefix, "create", "get", "update", "delete", "list");
export const granting = (prefix: string) => each(prefix, "getIamPolicy", "setIamPolicy");

const apiOf = (service: string) => `${service}.googleapis.com`;

/** Each once, sorted. */
export const apisOf = (needs: readonly Need[]): string[] =>
  [...new Set(needs.map(({ api }) => api))].toSorted();

export interface PermissionGroup {
  role: Role;
  permissions: readonly string[];
}

/** By role, each permission once. */
export function permissionGroupsOf(needs: readonly Need[]): PermissionGroup[] {
  const roles = new Map(needs.map(({ role }) => [role.id, role]));
  const groups = [...roles.values()].map((role) => {
    const permissions = needs.flatMap((one) => (one.role.id === role.id ? one.permissions : []));
    return { role, permissions: [...new Set(permissions)] };
  });
  return groups.filter(({ permissions }) => permissions.length > 0);
}

/**
 * The roles that help when a call is refused, the one for the called service first.
 * @param method `service.Method`
 * @param own what the kind needs that is worked on; it may need more than one role
 * @param all for calls that belong to no kind
 */
export function rolesFor(method: string, own: readonly Need[], all: readonly Need[]): string[] {
  const api = apiOf(method.split(".")[0]!);
  const fits = (one: Need) => one.api === api;
  const asked = own.some(fits)
    ? [...own.filter(fits), ...own.filter((one) => !fits(one))]
    : all.filter(fits).slice(0, 1);
  return [...new Set(asked.map(({ role }) => role.name))];
}
