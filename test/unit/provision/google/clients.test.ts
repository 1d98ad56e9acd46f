import { createServer, type AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { localProject } from "../../../../src/core/names.ts";
import { createClients, type Clients } from "../../../../src/provision/google/clients.ts";
import { call, type CloudContext } from "../../../../src/provision/engine/context.ts";
import { context } from "../support.ts";

/** A port on which nothing listens: it was free a moment ago. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const local = (port: number, host = "127.0.0.1") =>
  ({
    target: "local",
    httpUrl: `http://${host}:${port}`,
    grpcHost: host,
    grpcPort: port,
    secret: "s",
  }) as const;

describe("clients of a local cloud that does not answer", () => {
  let clients: Clients;
  let ctx: CloudContext;
  let port: number;
  beforeAll(async () => {
    port = await deadPort();
    clients = createClients(local(port), localProject);
    ctx = { ...context(), clients };
  });
  afterAll(() => clients.close());

  const name = `projects/${localProject}`;
  const calls: [string, () => Promise<unknown>][] = [
    ["topics", async () => (await clients.topics()).createTopic({ name: `${name}/topics/t` })],
    [
      "policies",
      async () => (await clients.topics()).getIamPolicy({ resource: `${name}/topics/t` } as never),
    ],
    ["subscriptions", async () => (await clients.subscriptions()).listSubscriptions({ project: name })],
    [
      "services",
      async () => (await clients.services()).getService({ name: `${name}/locations/r/services/s` }),
    ],
    [
      "revisions",
      async () => (await clients.revisions()).listRevisions({ parent: `${name}/locations/r/services/s` }),
    ],
    ["projects", async () => (await clients.projects()).getProject({ name })],
    ["serviceUsage", async () => (await clients.serviceUsage()).listServices({ parent: name })],
    [
      "serviceIdentities",
      async () => (await clients.serviceIdentities()).generateServiceIdentity({ parent: name }),
    ],
    ["billing", async () => (await clients.billing()).getProjectBillingInfo({ name })],
    ["artifactRegistry", async () => (await clients.artifactRegistry()).getRepository({ name: `${name}/x` })],
    ["logging", async () => (await clients.logging()).listLogEntries({ resourceNames: [name] })],
    ["monitoring", async () => (await clients.monitoring()).listTimeSeries({ name })],
    ["storage", async () => (await clients.storage()).bucket("b").getMetadata()],
    ["iam", async () => (await clients.iam()).projects.serviceAccounts.get({ name })],
  ];
  it.each(calls)("%s fail at once, with the way to start it", async (client, send) => {
    await expect(call(ctx, `${client}.Method`, "x", send)).rejects.toMatchObject({
      status: "UNAVAILABLE",
      fix: expect.stringContaining("cloud-runner up") as string,
    });
  });

  it("makes each client once", async () => {
    expect(await clients.storage()).toBe(await clients.storage());
  });
});

describe("the caller's environment", () => {
  const opened: Clients[] = [];
  const open = (port: number) => {
    const clients = createClients(local(port), localProject);
    opened.push(clients);
    return clients;
  };
  afterEach(async () => {
    vi.unstubAllEnvs();
    await Promise.all(opened.splice(0).map((clients) => clients.close()));
  });

  it("does not lead to another cloud's buckets", async () => {
    vi.stubEnv("STORAGE_EMULATOR_HOST", "http://127.0.0.1:1");
    const storage = await open(2).storage();
    expect([storage.baseUrl, storage.apiEndpoint]).toEqual([
      "http://127.0.0.1:2/storage/v1",
      "http://127.0.0.1:2",
    ]);
  });

  it("does not lead through a proxy", async () => {
    let connections = 0;
    const proxy = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    for (const name of ["grpc_proxy", "https_proxy", "http_proxy"]) vi.stubEnv(name, url);
    const clients = open(await deadPort());
    await expect((await clients.topics()).getTopic({ topic: "projects/p/topics/t" })).rejects.toThrow(
      "ECONNREFUSED",
    );
    await expect((await clients.iam()).projects.serviceAccounts.get({ name: "projects/p" })).rejects.toThrow(
      "ECONNREFUSED",
    );
    await new Promise((resolve) => proxy.close(resolve));
    expect(connections).toBe(0);
  });
});

describe("createClients", () => {
  it("refuses a local cloud that is not on this machine", () => {
    expect(() => createClients(local(1, "pubsub.googleapis.com"), localProject)).toThrow(/not this machine/);
  });
});
