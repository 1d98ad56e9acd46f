// Who may change the local cloud itself: the owner, whose files hold its secret. Data needs no credentials.
import { ServicesClient } from "@google-cloud/run";
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner } from "../support/as-owner.ts";
import { pubsubClients } from "../support/local-clients.ts";
import { clientOptions, parent, template } from "../support/run-services.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

const project = "projects/cloud-runner-local";

let cloud: WholeCloud;
beforeAll(async () => {
  cloud = await startWholeCloud();
  await new Storage({ projectId: "cloud-runner-local", apiEndpoint: cloud.httpUrl }).createBucket("open");
});
afterAll(() => cloud.close());

async function ask(method: string, path: string, authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization };
  const response = await fetch(`${cloud.httpUrl}${path}`, { method, headers });
  return { status: response.status, body: await response.text() };
}

describe.each([
  ["POST", `/v2/${parent}/services?serviceId=mine`],
  ["GET", `/v2/${parent}/services`],
  ["POST", `/v2/${parent}/builds:submit`],
  ["GET", "/cloudbuild/v1/operations/build/any"],
  ["POST", `/v1/${project}/serviceAccounts`],
  ["POST", "/v1/projects/-/serviceAccounts/a@cloud-runner-local.iam.gserviceaccount.com:generateIdToken"],
  ["POST", "/v1/projects"],
  ["POST", `/v1/${project}:setIamPolicy`],
  ["GET", `/v3/${project}`],
  ["POST", `/v1/${project}/services/run.googleapis.com:disable`],
  ["GET", "/v1/billingAccounts"],
  ["GET", `/v1/${project}/locations/us-central1/repositories`],
  ["POST", `/v3/${project}/timeSeries`],
  ["POST", `/v1/${project}/topics/t:setIamPolicy`],
  ["PUT", "/storage/v1/b/open/iam"],
  ["PUT", "/b/open/iam"],
  ["GET", "/_local/buckets/open/contents"],
  ["POST", "/_local/buckets/open/empty"],
  ["GET", "/apis/anything/at/all"],
  ["GET", "/_local/requests"],
  ["PUT", "/_local/chaos"],
  ["PUT", "/_local/tls"],
  ["POST", "/_local/shutdown"],
])("%s %s", (method, path) => {
  it.each([
    ["no token", undefined],
    ["another token", "Bearer ya29.of-a-real-account"],
    ["no secret", "Bearer "],
    ["a secret without its scheme", "secret"],
  ])("is refused with %s, and with the command that gives it", async (_, given) => {
    const authorization = given === "secret" ? cloud.secret : given;
    const { status, body } = await ask(method, path, authorization);
    expect(status).toBe(401);
    const { error } = JSON.parse(body) as { error: { code: number; message: string } };
    expect(error.code).toBe(401);
    expect(error.message).toContain('eval "$(cloud-runner outputs --env)"');
  });
});

it("asks for the secret whatever the method, and in a batch", async () => {
  expect(await ask("HEAD", "/b/open/iam")).toMatchObject({ status: 401 });
  expect(await ask("DELETE", "/_local/requests")).toMatchObject({ status: 401 });
  const inner =
    "--x\r\nContent-Type: application/http\r\n\r\nGET /storage/v1/b/open/iam HTTP/1.1\r\n\r\n--x--";
  const batch = await fetch(`${cloud.httpUrl}/batch/storage/v1`, {
    method: "POST",
    headers: { "content-type": "multipart/mixed; boundary=x" },
    body: inner,
  });
  expect(await batch.text()).toContain("401 Unauthorized");
});

it("takes the owner's secret", async () => {
  for (const path of [`/v2/${parent}/services`, `/v3/${project}`, "/_local/requests", "/b/open/iam"]) {
    expect((await ask("GET", path, `Bearer ${cloud.secret}`)).status).toBe(200);
  }
  const answer = await fetch(`${cloud.httpUrl}/_local/chaos`, asOwner(cloud, { method: "PUT", body: "{}" }));
  expect(answer.status).toBe(200);
});

it.each([
  ["GET", "/_local/health"],
  ["GET", "/storage/v1/b/open"],
  ["GET", "/storage/v1/b/open/o"],
  ["GET", "/storage/v1/b/open/iam/testPermissions?permissions=storage.objects.get"],
  ["PUT", `/v1/${project}/topics/open-topic`],
  ["GET", `/v1/${project}/topics`],
  ["POST", "/v2/entries:list"],
])("leaves data to who has no credentials, or others: %s %s", async (method, path) => {
  expect((await ask(method, path)).status).not.toBe(401);
  expect((await ask(method, path, "Bearer of-another")).status).not.toBe(401);
});

describe("over gRPC", () => {
  it.each([
    ["with the secret of another", "of-another", { code: 16 }],
    ["with an empty one", "", { code: 16 }],
  ])("refuses a service %s", async (_, secret, refusal) => {
    const client = new ServicesClient(clientOptions({ grpcPort: cloud.grpcPort, secret }));
    const service = { template: template() };
    await expect(client.createService({ parent, serviceId: "mine", service })).rejects.toMatchObject(refusal);
    await client.close();
  });

  it("refuses policies of topics, and lets messages through", async () => {
    const clients = pubsubClients({ grpcPort: cloud.grpcPort });
    const [topic] = await clients.pubsub.createTopic("spoken");
    await topic.publishMessage({ data: Buffer.from("x") });
    await expect(topic.iam.setPolicy({ bindings: [] })).rejects.toMatchObject({ code: 16 });
    await clients.close();
  });
});

it("has a secret of its own at each start", async () => {
  const other = await startWholeCloud();
  expect(other.secret).toMatch(/^[\w-]{43}$/);
  expect(other.secret).not.toBe(cloud.secret);
  await other.close();
});
