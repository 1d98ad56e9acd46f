import { describe, expect, it } from "vitest";
import {
  billingLink,
  chooseBillingAccount,
  findBillingAccount,
} from "../../../../src/provision/resources/billing-link.ts";
import { context } from "../support.ts";

const account = (digit: number, displayName: string, open = true) => ({
  name: `billingAccounts/${`${digit}`.repeat(6)}-AAAAAA-BBBBBB`,
  displayName,
  open,
});
const accounts = [
  account(1, "Team"),
  account(2, "Twin"),
  account(3, "Twin"),
  account(4, "Old", false),
  account(5, "Mixed"),
  account(6, "Mixed", false),
];

describe("the billing account", () => {
  it.each([
    ["Team", 1],
    ["Mixed", 5],
    ["333333-AAAAAA-BBBBBB", 3],
    ["billingAccounts/222222-aaaaaa-bbbbbb", 2],
  ])("is found by %s", (nameOrId, digit) => {
    expect(chooseBillingAccount(accounts, nameOrId)).toEqual(accounts[digit - 1]);
  });

  it.each([
    ["Twin", "billing.ambiguous"],
    ["Old", "billing.closed"],
    ["444444-AAAAAA-BBBBBB", "billing.closed"],
    ["team", "billing.not-found"],
    ["777777-AAAAAA-BBBBBB", "billing.not-found"],
  ])("is refused for %s: %s", (nameOrId, code) => {
    expect(() => chooseBillingAccount(accounts, nameOrId)).toThrow(expect.objectContaining({ code }));
  });

  const asking = (testIamPermissions: () => Promise<unknown>) =>
    context({
      billing: async () => ({ listBillingAccounts: async () => [accounts], testIamPermissions }),
    });

  it("is refused before anything is made when nothing may be linked to it", async () => {
    await expect(
      findBillingAccount(
        asking(async () => [{ permissions: [] }]),
        "Team",
      ),
    ).rejects.toMatchObject({
      code: "billing.not-permitted",
    });
  });

  it("is taken on trust when not even the question is allowed", async () => {
    const silent = asking(() => Promise.reject(Object.assign(new Error("no"), { code: 7 })));
    expect(await findBillingAccount(silent, "Team")).toEqual(accounts[0]);
  });
});

describe("the link", () => {
  const spec = { project: "p", account: "billingAccounts/1" };

  it("is absent while the project is, or names nobody", async () => {
    const billing = (getProjectBillingInfo: () => Promise<unknown>) =>
      context({ billing: async () => ({ getProjectBillingInfo }) });
    const unseen = billing(() => Promise.reject(Object.assign(new Error("no"), { code: 7 })));
    expect(await billingLink.read(unseen, spec)).toBeUndefined();
    expect(
      await billingLink.read(
        billing(async () => [{ billingAccountName: "" }]),
        spec,
      ),
    ).toBeUndefined();
  });

  it("says what to do when the account takes no further project", async () => {
    const full = context({
      billing: async () => ({
        updateProjectBillingInfo: () => Promise.reject(Object.assign(new Error("no"), { code: 9 })),
      }),
    });
    await expect(billingLink.create(full, spec)).rejects.toMatchObject({ code: "billing.quota" });
  });
});
