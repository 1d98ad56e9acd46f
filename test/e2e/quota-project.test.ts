// Which project the calls are counted against, with the credentials that people and machines have, and which header routes a
// build: read from what Google's own clients send to googleapis.com.
import { startGoogleFront, type GoogleFront } from "../support/google-front.ts";
import { generateKeyPairSync } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createClients } from "../../src/provision/google/clients.ts";
import { createContext, type CloudContext } from "../../src/provision/engine/context.ts";
import { plan } from "../../src/provision/engine/plan.ts";
import { buildInCloud } from "../../src/provision/image/cloud-build.ts";
import { artifactRegistry } from "../../src/provision/image/image-registry.ts";
import { smallPackage } from "../support/package-folder.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";

let stack: TestStack;
let google: GoogleFront;

beforeAll(async () => {
  stack = await openStack();
  google = await startGoogleFront(stack.cloud);
});
afterAll(async () => {
  await google.close();
  await stack.close();
});
afterEach(() => vi.unstubAllEnvs());

/** What `work` sends with these credentials. */
async function sentBy(
  credentials: object,
  work: (ctx: CloudContext) => Promise<void>,
  project?: "absent" | "fresh",
) {
  const file = join(stack.folder, "credentials.json");
  await writeFile(file, JSON.stringify(credentials));
  vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", file);
  for (const name of ["https_proxy", "HTTPS_PROXY", "grpc_proxy"]) vi.stubEnv(name, google.proxy);
  for (const name of ["no_proxy", "NO_PROXY"]) vi.stubEnv(name, "");
  const { names, clock } = stack.ctx;
  const clients = createClients({ target: "gcp", ...(project && { project }) }, names.project);
  google.sent.length = 0;
  try {
    await work(createContext({ clients, clock, names }));
  } finally {
    await clients.close();
  }
  return google.sent;
}

/** What a plan sends: it reads with every client there is, and finds nothing. */
const sentWith = (credentials: object, project?: "absent" | "fresh") =>
  sentBy(
    credentials,
    async (ctx) => {
      const { rows } = await plan(ctx, stack.nodes());
      expect(rows.map(({ action }) => action)).toContain("create");
    },
    project,
  );

const apis = ["artifactregistry", "cloudresourcemanager", "iam", "pubsub", "run", "serviceusage", "storage"];
const hosts = (sent: GoogleFront["sent"]) => [
  ...new Set(sent.map(({ host }) => host.replace(/\.googleapis\.com(:443)?$/, ""))),
];

const user = { type: "authorized_user", client_id: "x", client_secret: "x", refresh_token: "x" };
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = {
  type: "service_account",
  project_id: "elsewhere",
  private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
  client_email: "ci@elsewhere.iam.gserviceaccount.com",
  client_id: "1",
};

describe("the project that calls are counted against", () => {
  it.each([
    ["a user whose credentials name another one", { ...user, quota_project_id: "elsewhere" }],
    ["a user whose credentials name none", user],
  ])("is the target of %s", async (_who, credentials) => {
    const sent = await sentWith(credentials);
    expect(hosts(sent).toSorted()).toEqual(apis);
    expect(new Set(sent.map(({ quotaProject }) => quotaProject))).toEqual(new Set([stack.ctx.project]));
  });

  it("is the credentials' own for switching APIs on in a target that was made a moment ago", async () => {
    const own = "second-project";
    const projects = await stack.clients.projects();
    await (await projects.createProject({ project: { projectId: own } }))[0].promise();
    const by = async (quota_project_id?: string) => {
      const sent = await sentWith({ ...user, quota_project_id }, "fresh");
      return new Set(sent.map(({ host, quotaProject }) => `${host.split(".")[0]} ${quotaProject}`));
    };
    const target = stack.ctx.project;
    const others = apis.filter((api) => api !== "serviceusage").map((api) => `${api} ${target}`);
    expect(await by(own)).toEqual(new Set([...others, `serviceusage ${own}`]));
    expect(await by()).toEqual(new Set([...others, `serviceusage ${target}`]));
  });

  it("is left to Google for a service account, which may have a role on a bucket and no more", async () => {
    const sent = await sentWith({ ...key, quota_project_id: "elsewhere" });
    expect(hosts(sent).toSorted()).toEqual(apis);
    expect(new Set(sent.map(({ quotaProject }) => quotaProject))).toEqual(new Set([undefined]));
  });

  it("is left to Google for a federated identity", async () => {
    const token = join(stack.folder, "subject-token");
    await writeFile(token, "subject");
    const sent = await sentWith({
      type: "external_account",
      audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/providers/ci",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: "https://sts.googleapis.com/v1/token",
      credential_source: { file: token },
      quota_project_id: "elsewhere",
    });
    expect(hosts(sent).toSorted()).toEqual(apis);
    expect(new Set(sent.map(({ quotaProject }) => quotaProject))).toEqual(new Set([undefined]));
  });
});

it("asks Google's own BigQuery, whatever emulator the environment names, and counts that against the target", async () => {
  vi.stubEnv("BIGQUERY_EMULATOR_HOST", "http://127.0.0.1:9");
  const sent = await sentBy(user, async ({ clients }) => {
    const bigquery = await clients.bigquery();
    await expect(bigquery.dataset("shop", { projectId: "elsewhere" }).getMetadata()).rejects.toMatchObject({
      code: 404,
    });
  });
  expect(sent.map(({ host, path, quotaProject }) => ({ host, path, quotaProject }))).toEqual([
    {
      host: "bigquery.googleapis.com",
      path: expect.stringContaining("/bigquery/v2/projects/elsewhere/datasets/shop?") as unknown,
      quotaProject: stack.ctx.project,
    },
  ]);
});

it("routes a build by its location, as Cloud Run's front end asks, not by the parent that the client takes", async () => {
  const content = await smallPackage();
  const { names } = stack.ctx;
  await (await stack.clients.storage()).createBucket(names.sourceBucket);
  const sent = await sentBy(user, async (ctx) => {
    const options = { content, registry: artifactRegistry(ctx), isFresh: false, onStep: () => {} };
    // Nobody has made the account that it is to run as.
    await expect(buildInCloud(ctx, options)).rejects.toThrow("run.SubmitBuild failed");
  });
  await rm(content.folder, { recursive: true });
  const [build] = sent.filter(({ path }) => path.endsWith("/SubmitBuild"));
  expect(build?.headers["x-goog-request-params"]).toBe(`location=${names.region}`);
});
