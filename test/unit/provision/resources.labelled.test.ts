// The kinds whose only changeable part is text: topics, repositories, accounts.
import { describe, expect, it } from "vitest";
import { artifactRepository } from "../../../src/provision/resources/artifact-repository.ts";
import { pubsubTopic } from "../../../src/provision/resources/pubsub-topic.ts";
import { serviceAccount } from "../../../src/provision/resources/service-account.ts";
import { context } from "./support.ts";

const labels = { "managed-by": "cloud-runner", "cloud-runner-stack": "forecast" };

describe("pubsubTopic", () => {
  const spec = { project: "p", topic: "t", labels };

  it("keeps the labels of others when it adds ours", async () => {
    const sent: unknown[] = [];
    const topics = {
      getTopic: async () => [{ labels: { theirs: "x" } }],
      updateTopic: async (request: unknown) => void sent.push(request),
    };
    const ctx = context({ topics: async () => topics });
    const live = (await pubsubTopic.read(ctx, spec))!;
    expect(pubsubTopic.owned!(spec, live)).toBe(false);
    await pubsubTopic.update!(ctx, spec, live, pubsubTopic.diff(spec, live));
    const topic = { name: "projects/p/topics/t", labels: { theirs: "x", ...labels } };
    expect(sent).toEqual([{ topic, updateMask: { paths: ["labels"] } }]);
  });

  it("waits while a new project lays out its policies", async () => {
    let tries = 0;
    const createTopic = async () => {
      tries += 1;
      if (tries === 1) throw Object.assign(new Error("Please retry this operation later"), { code: 3 });
    };
    await pubsubTopic.create(context({ topics: async () => ({ createTopic }) }), spec);
    expect(tries).toBe(2);
  });
});

describe("artifactRepository", () => {
  const spec = { project: "p", region: "r", repository: "x", description: "d", labels };
  const read = async (found: object) => {
    const ctx = context({ artifactRegistry: async () => ({ getRepository: async () => [found] }) });
    return (await artifactRepository.read(ctx, spec))!;
  };

  it("is in sync whether the format comes as a name or as a number", async () => {
    for (const format of ["DOCKER", 1]) {
      expect(artifactRepository.diff(spec, await read({ format, description: "d", labels }))).toEqual([]);
    }
  });

  it("never replaces one of another format, which holds packages", async () => {
    const changes = artifactRepository.diff(spec, await read({ format: "NPM", description: "d", labels }));
    expect(changes).toMatchObject([{ path: "format", effect: "forbidden" }]);
  });
});

describe("serviceAccount", () => {
  const marker = "(cloud-runner stack forecast)";
  const description = `runs the container ${marker}`;
  const spec = { project: "p", accountId: "a", email: "a@p", displayName: "A", description, marker };
  const gaxios = (status: number) =>
    Object.assign(new Error("no"), { status, response: { status, data: { error: {} } } });
  const withAccounts = (serviceAccounts: object) =>
    context({ iam: async () => ({ projects: { serviceAccounts } }) });

  it("is ours by the marker in its description, for it has no labels", () => {
    const live = {
      name: "n",
      email: "a@p",
      displayName: "A",
      description: `older words ${marker}`,
      disabled: false,
    };
    expect(serviceAccount.owned!(spec, live)).toBe(true);
    expect(serviceAccount.owned!(spec, { ...live, description: "(cloud-runner stack forecast-2)" })).toBe(
      false,
    );
    expect(serviceAccount.diff(spec, live).map((change) => change.path)).toEqual(["description"]);
  });

  it("waits after creation while the account reads as absent or forbidden", async () => {
    const answers = [gaxios(404), gaxios(403)];
    const ctx = withAccounts({
      create: async () => ({ data: {} }),
      get: async () => {
        const refusal = answers.shift();
        if (refusal) throw refusal;
        return { data: { email: "a@p", displayName: "A", description } };
      },
    });
    const live = await serviceAccount.create(ctx, spec);
    expect(serviceAccount.diff(spec, live)).toEqual([]);
  });

  it("is absent on 404, and an error on 403", async () => {
    expect(
      await serviceAccount.read(withAccounts({ get: () => Promise.reject(gaxios(404)) }), spec),
    ).toBeUndefined();
    const denied = serviceAccount.read(withAccounts({ get: () => Promise.reject(gaxios(403)) }), spec);
    await expect(denied).rejects.toMatchObject({ status: "PERMISSION_DENIED" });
  });
});
