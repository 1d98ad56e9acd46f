// Merging one member into, or out of, an IAM policy. Pure; everything else in the policy stays as it is.
// https://cloud.google.com/iam/docs/reference/rest/v1/Policy

export interface Binding {
  role?: string | null;
  members?: string[] | null;
  /** A binding with a condition is another binding than the one of the same role without. */
  condition?: object | null;
}

/** `etag` is bytes over gRPC and base64 over HTTP; it goes back as it came. */
export interface Policy {
  version?: number | null;
  etag?: unknown;
  bindings?: Binding[] | null;
}

export interface Grant {
  role: string;
  /** `serviceAccount:EMAIL`. */
  member: string;
  /** Under which alone it holds. https://cloud.google.com/iam/docs/conditions-overview */
  condition?: Condition;
}

export interface Condition {
  title: string;
  expression: string;
}

/** Policies with conditions must be read and written in this version, or the conditions are lost. */
export const policyVersion = 3;

const isFor = (binding: Binding, { role, condition }: Grant) =>
  binding.role === role && expressionOf(binding.condition) === condition?.expression;

/** What a title or a description says beside it changes no right. */
const expressionOf = (condition: object | null | undefined): unknown =>
  condition ? (condition as Partial<Condition>).expression : undefined;

export function hasGrant(policy: Policy, grant: Grant): boolean {
  return (policy.bindings ?? []).some(
    (binding) => isFor(binding, grant) && binding.members?.includes(grant.member),
  );
}

/**
 * Adds the member to the binding of the role under that condition, or without any. Also drops what a deleted account of the same e-mail left
 * behind (`deleted:serviceAccount:EMAIL?uid=…`): it grants nothing to the new one.
 */
export function withGrant(policy: Policy, grant: Grant): Policy {
  if (hasGrant(policy, grant)) return policy;
  const leftover = `deleted:${grant.member}?`;
  const bindings = mapMembers(policy, (members) => members.filter((member) => !member.startsWith(leftover)));
  const index = bindings.findIndex((binding) => isFor(binding, grant));
  const members = [...(bindings[index]?.members ?? []), grant.member];
  const { role, condition } = grant;
  if (index === -1) bindings.push({ role, members, ...(condition && { condition }) });
  else bindings[index] = { ...bindings[index], members };
  return written(policy, bindings);
}

export function withoutGrant(policy: Policy, grant: Grant): Policy {
  if (!hasGrant(policy, grant)) return policy;
  const bindings = mapMembers(policy, (members, binding) =>
    isFor(binding, grant) ? members.filter((member) => member !== grant.member) : members,
  );
  return written(policy, bindings);
}

function mapMembers(policy: Policy, change: (members: string[], binding: Binding) => string[]): Binding[] {
  return (policy.bindings ?? [])
    .map((binding) => ({ ...binding, members: change(binding.members ?? [], binding) }))
    .filter((binding) => binding.members.length > 0);
}

function written(policy: Policy, bindings: Binding[]): Policy {
  return { ...policy, version: policyVersion, bindings };
}
