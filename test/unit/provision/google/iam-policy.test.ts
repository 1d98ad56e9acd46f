import { describe, expect, it } from "vitest";
import {
  hasGrant,
  withGrant,
  withoutGrant,
  type Policy,
} from "../../../../src/provision/google/iam-policy.ts";

const member = "serviceAccount:us@p.iam.gserviceaccount.com";
const grant = { role: "roles/run.invoker", member };
const theirs = { role: "roles/run.invoker", members: ["user:them"] };
const conditional = { role: "roles/run.invoker", members: [member], condition: { expression: "false" } };

describe("withGrant", () => {
  const cases: [string, Policy["bindings"], Policy["bindings"]][] = [
    ["starts an empty policy", null, [{ role: grant.role, members: [member] }]],
    ["joins the others of the role", [theirs], [{ ...theirs, members: ["user:them", member] }]],
    [
      "does not count a binding with a condition, and keeps it",
      [conditional],
      [conditional, { role: grant.role, members: [member] }],
    ],
    [
      "drops what a deleted account of the same name left",
      [{ role: "roles/viewer", members: [`deleted:${member}?uid=1`, "user:them"] }],
      [
        { role: "roles/viewer", members: ["user:them"] },
        { role: grant.role, members: [member] },
      ],
    ],
  ];
  it.each(cases)("%s", (_title, before, after) => {
    const policy = withGrant({ etag: "e", version: 1, ...(before && { bindings: before }) }, grant);
    expect(policy).toEqual({ etag: "e", version: 3, bindings: after });
    expect(hasGrant(policy, grant)).toBe(true);
  });

  it("gives a role under a condition beside the same role without", () => {
    const condition = { title: "only here", expression: "resource.name == 'x'" };
    const policy = withGrant(
      { bindings: [conditional, { role: grant.role, members: [member] }] },
      { ...grant, condition },
    );
    expect(policy.bindings).toEqual([
      conditional,
      { role: grant.role, members: [member] },
      { role: grant.role, members: [member], condition },
    ]);
    expect(hasGrant(policy, { ...grant, condition })).toBe(true);
    expect(withoutGrant(policy, { ...grant, condition }).bindings).toEqual([
      conditional,
      { role: grant.role, members: [member] },
    ]);
  });

  it("gives back the very same policy when there is nothing to add", () => {
    const policy = { bindings: [{ role: grant.role, members: [member] }] };
    expect(withGrant(policy, grant)).toBe(policy);
  });
});

describe("withoutGrant", () => {
  it("takes out only our member, and the binding when it was the last", () => {
    const policy = { etag: "e", bindings: [{ ...theirs, members: ["user:them", member] }, conditional] };
    expect(withoutGrant(policy, grant).bindings).toEqual([theirs, conditional]);
    expect(withoutGrant({ bindings: [{ role: grant.role, members: [member] }] }, grant).bindings).toEqual([]);
  });

  it("gives back the very same policy when it is not there", () => {
    const policy = { bindings: [theirs, conditional] };
    expect(withoutGrant(policy, grant)).toBe(policy);
  });
});
