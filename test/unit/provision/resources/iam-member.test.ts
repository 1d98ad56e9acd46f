import { describe, expect, it } from "vitest";
import type { Policy } from "../../../../src/provision/google/iam-policy.ts";
import { accountIamMember, topicIamMember } from "../../../../src/provision/resources/iam-member.ts";
import { context } from "../support.ts";

const spec = {
  resource: "projects/p/topics/t",
  role: "roles/pubsub.publisher",
  member: "serviceAccount:a@p",
};
const grpc = (code: number, message = "no") => Object.assign(new Error(message), { code });

/** A topic whose policy has an etag, as Google's: a write with another etag is ABORTED. */
function topicWith(bindings: Policy["bindings"] = []) {
  const state = { etag: 1, bindings };
  const log: string[] = [];
  const refusals: unknown[] = [];
  const topics = {
    getIamPolicy: async () => {
      log.push("get");
      return [{ version: 1, etag: String(state.etag), bindings: structuredClone(state.bindings) }];
    },
    setIamPolicy: async ({ policy }: { policy: Policy }) => {
      log.push("set");
      const refusal = refusals.shift();
      if (refusal) throw refusal;
      if (policy.etag !== String(state.etag)) throw grpc(10);
      state.etag += 1;
      state.bindings = policy.bindings ?? [];
    },
  };
  const serviceIdentities = {
    generateServiceIdentity: async ({ parent }: { parent: string }) => {
      log.push(`generate ${parent}`);
      return [{ promise: async () => [{}] }];
    },
  };
  const ctx = context({ topics: async () => topics, serviceIdentities: async () => serviceIdentities });
  return { state, log, refusals, ctx };
}

describe("iam member", () => {
  it("is absent until the member is in the role, and absent where the resource is", async () => {
    const { ctx } = topicWith();
    expect(await topicIamMember.read(ctx, spec)).toBeUndefined();
    await topicIamMember.create(ctx, spec);
    expect(await topicIamMember.read(ctx, spec)).toEqual(spec);
    const gone = context({ topics: async () => ({ getIamPolicy: () => Promise.reject(grpc(5)) }) });
    expect(await topicIamMember.read(gone, spec)).toBeUndefined();
    await topicIamMember.delete(gone, spec);
  });

  it("writes nothing when there is nothing to change", async () => {
    const { ctx, log } = topicWith([{ role: spec.role, members: [spec.member] }]);
    await topicIamMember.create(ctx, spec);
    await topicIamMember.delete(ctx, { ...spec, member: "serviceAccount:other@p" });
    expect(log).toEqual(["get", "get"]);
  });

  it("reads again when somebody else wrote in between", async () => {
    const { ctx, log, refusals, state } = topicWith([{ role: spec.role, members: ["user:them"] }]);
    refusals.push(grpc(10), grpc(10));
    await topicIamMember.create(ctx, spec);
    expect(log).toEqual(["get", "set", "get", "set", "get", "set"]);
    expect(state.bindings).toEqual([{ role: spec.role, members: ["user:them", spec.member] }]);
  });

  it("waits for a fresh account to be known", async () => {
    const { ctx, log, refusals } = topicWith();
    refusals.push(
      grpc(3, "Service account a@p does not exist."),
      grpc(3, "Service account a@p does not exist."),
    );
    await topicIamMember.create(ctx, spec);
    expect(log.filter((entry) => entry === "set")).toHaveLength(3);
  });

  it("has Google create its agent only when a grant says that there is none", async () => {
    const agentOf = { service: "pubsub.googleapis.com", projectNumber: "7" };
    const { ctx, log, refusals } = topicWith();
    refusals.push(grpc(3, "Service account a@p does not exist."));
    await topicIamMember.create(ctx, { ...spec, agentOf });
    expect(log).toEqual(["get", "set", "generate projects/7/services/pubsub.googleapis.com", "get", "set"]);
  });

  it("does not wait for a role that does not exist", async () => {
    const { ctx, refusals } = topicWith();
    refusals.push(grpc(3, "Role roles/x is not supported."));
    await expect(topicIamMember.create(ctx, spec)).rejects.toMatchObject({ status: "INVALID_ARGUMENT" });
  });

  it("waits for the account whose policy it is, where this run has made it", async () => {
    const account = { ...spec, resource: "projects/p/serviceAccounts/i@p.iam.gserviceaccount.com" };
    let refusals = 2;
    const written: unknown[] = [];
    const serviceAccounts = {
      async getIamPolicy() {
        if (refusals-- > 0) throw Object.assign(new Error("no"), { status: refusals === 1 ? 403 : 404 });
        return { data: { etag: "e" } };
      },
      setIamPolicy: async (request: unknown) => void written.push(request),
    };
    const ctx = context({ iam: async () => ({ projects: { serviceAccounts } }) });
    await expect(accountIamMember.create(ctx, account)).rejects.toMatchObject({
      status: "PERMISSION_DENIED",
    });
    await accountIamMember.create({ ...ctx, isNew: (name) => name === account.resource }, account);
    expect(written).toEqual([
      {
        resource: account.resource,
        requestBody: {
          policy: { etag: "e", version: 3, bindings: [{ role: spec.role, members: [spec.member] }] },
        },
      },
    ]);
  });

  it("has one lane for each policy", () => {
    expect(topicIamMember.exclusive!(spec)).toBe(topicIamMember.exclusive!({ ...spec, role: "roles/other" }));
  });
});
