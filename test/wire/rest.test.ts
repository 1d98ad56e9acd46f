// The REST forms of what is served over gRPC: Google's own clients speak them with `fallback: "rest"`.
import { v2 } from "@google-cloud/logging";
import { v1 } from "@google-cloud/pubsub";
import { OAuth2Client } from "google-auth-library";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { asOwner } from "../support/as-owner.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

let cloud: WholeCloud;
let publisher: v1.PublisherClient;
let subscriber: v1.SubscriberClient;

const project = "projects/cloud-runner-local";
const topic = `${project}/topics/spoken`;
const subscription = `${project}/subscriptions/spoken`;

function restOptions(): object {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: cloud.secret, expiry_date: Number.MAX_SAFE_INTEGER });
  return {
    projectId: "cloud-runner-local",
    fallback: "rest",
    protocol: "http",
    apiEndpoint: "127.0.0.1",
    port: cloud.httpPort,
    authClient,
  };
}

beforeAll(async () => {
  cloud = await startWholeCloud();
  publisher = new v1.PublisherClient(restOptions() as never);
  subscriber = new v1.SubscriberClient(restOptions() as never);
});
afterAll(async () => {
  await Promise.all([publisher.close(), subscriber.close()]);
  await cloud.close();
});

interface Answer {
  status: number;
  body: Record<string, unknown> & { error?: { code: number; message: string; status: string } };
}

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(
    `${cloud.httpUrl}${path}`,
    asOwner(cloud, {
      method,
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    }),
  );
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

describe("Google's client over REST", () => {
  it("makes, publishes, pulls and acknowledges", async () => {
    await publisher.createTopic({ name: topic, labels: { kept: "yes" } });
    await subscriber.createSubscription({
      name: subscription,
      topic,
      ackDeadlineSeconds: 30,
      retryPolicy: { minimumBackoff: { seconds: 1, nanos: 500_000_000 } },
    });
    const [made] = await subscriber.getSubscription({ subscription });
    expect(made).toMatchObject({
      topic,
      ackDeadlineSeconds: 30,
      retryPolicy: { minimumBackoff: { seconds: "1", nanos: 500_000_000 } },
    });
    const data = Buffer.from([0, 255, 128, 10]);
    await publisher.publish({ topic, messages: [{ data, attributes: { a: "ü" } }] });
    const [{ receivedMessages }] = await subscriber.pull({ subscription, maxMessages: 1 });
    const [received] = receivedMessages!;
    expect(Buffer.from(received!.message!.data as Uint8Array)).toEqual(data);
    expect(received!.message!.attributes).toEqual({ a: "ü" });
    await subscriber.acknowledge({ subscription, ackIds: [received!.ackId!] });
  });

  it("changes what a mask names, and reads policies", async () => {
    await publisher.updateTopic({ topic: { name: topic, labels: {} }, updateMask: { paths: ["labels"] } });
    expect((await publisher.getTopic({ topic }))[0].labels).toEqual({});
    expect((await ask("GET", `/v1/${topic}:getIamPolicy?options.requestedPolicyVersion=3`)).body).toEqual({
      etag: expect.any(String) as string,
    });
  });

  it("writes and reads log entries with their payloads", async () => {
    const logging = new v2.LoggingServiceV2Client(restOptions() as never);
    await logging.writeLogEntries({
      logName: `${project}/logs/tool`,
      resource: { type: "global" },
      entries: [
        {
          severity: "WARNING",
          jsonPayload: {
            fields: {
              rows: { numberValue: 3 },
              list: { listValue: { values: [{ stringValue: "a" }, { nullValue: "NULL_VALUE" }] } },
            },
          },
        },
      ],
    });
    await logging.close();
    const { body } = await ask("POST", "/v2/entries:list", {
      resourceNames: [project],
      filter: `logName="${project}/logs/tool" AND severity>=WARNING`,
      orderBy: "timestamp desc",
      pageSize: 10,
    });
    expect(body["entries"]).toEqual([
      expect.objectContaining({
        severity: "WARNING",
        jsonPayload: { rows: 3, list: ["a", null] },
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/) as string,
      }),
    ]);
  });
});

test("an operation is answered, and found again, with its result in the open", async () => {
  const started = await ask(
    "POST",
    `/v1/${project}/locations/europe-west3/repositories?repositoryId=images`,
    { format: "DOCKER", labels: { a: "b" } },
  );
  expect(started).toMatchObject({ status: 200, body: { done: true } });
  const found = await ask("GET", `/v1/${started.body["name"] as string}`);
  expect(found.body["response"]).toMatchObject({
    "@type": "type.googleapis.com/google.devtools.artifactregistry.v1.Repository",
    name: `${project}/locations/europe-west3/repositories/images`,
    format: "DOCKER",
    labels: { a: "b" },
  });
  const { body } = await ask("GET", `/v1/${project}/locations/europe-west3/repositories?pageSize=5`);
  expect(body["repositories"]).toHaveLength(1);
  for (const asked of ["$alt=json;enum-encoding=int", "%24alt=json%3Benum-encoding%3Dint"]) {
    const byNumber = await ask("GET", `/v1/${started.body["name"] as string}?${asked}`);
    expect(byNumber.body["response"]).toMatchObject({ format: 1, labels: { a: "b" } });
  }
});

const topicForm = `/v1/${project}/topics/form`;
test.each([
  ["GET", `/v1/${project}/topics/absent`, undefined, 404, "NOT_FOUND", "Resource not found"],
  ["GET", "/v1/projects/not-mine/topics", undefined, 404, "NOT_FOUND", "Requested project not found"],
  ["GET", "/v1/projects/not-mine", undefined, 403, "PERMISSION_DENIED", "permission"],
  ["GET", `/v1/${project}/topics?bogus=1`, undefined, 400, "INVALID_ARGUMENT", 'Unknown name "bogus"'],
  ["PUT", topicForm, "{", 400, "INVALID_ARGUMENT", "cannot be parsed"],
  ["PUT", topicForm, "[]", 400, "INVALID_ARGUMENT", "cannot be parsed"],
  ["PUT", topicForm, { labels: { a: 1 } }, 400, "INVALID_ARGUMENT", "labels.a"],
  ["PUT", topicForm, '{"__proto__":{}}', 400, "INVALID_ARGUMENT", 'Unknown name "__proto__"'],
  ["PUT", topicForm, { messageRetentionDuration: 60 }, 400, "INVALID_ARGUMENT", "Duration"],
  ["POST", `${topicForm}:publish`, { messages: [{ data: "%%" }] }, 400, "INVALID_ARGUMENT", "TYPE_BYTES"],
  ["POST", `${topicForm}:publish`, { messages: [{ data: "A%AAA" }] }, 400, "INVALID_ARGUMENT", "TYPE_BYTES"],
  ["GET", `/v1/${project}/services?pageSize=x`, undefined, 400, "INVALID_ARGUMENT", "TYPE_INT32"],
  ["POST", `/v1/${project}/schemas/x:commit`, {}, 501, "UNIMPLEMENTED", "does not emulate"],
] as const)("%s %s with %j answers %i %s", async (method, path, sent, status, name, text) => {
  const { body, ...answer } = await ask(method, path, sent);
  expect(answer.status).toBe(status);
  expect(body.error).toMatchObject({ code: status, status: name });
  expect(body.error!.message).toContain(text);
});

test("a call counts in the request log under the name of its method", async () => {
  await ask("PUT", `/v1/${project}/topics/logged`, {});
  const { body } = await ask("GET", "/_local/requests?mutating=true");
  expect((body["requests"] as object[]).at(-1)).toMatchObject({
    protocol: "http",
    method: "google.pubsub.v1.Publisher/CreateTopic",
    resource: `${project}/topics/logged`,
    status: "OK",
  });
});

test("chaos meets a REST call as it meets the gRPC one", async () => {
  await ask("PUT", "/_local/chaos", { refuseFirst: [{ method: "*GetTopic", times: 1, status: 503 }] });
  expect((await ask("GET", `/v1/${topic}`)).status).toBe(503);
  expect((await ask("GET", `/v1/${topic}`)).status).toBe(200);
  await ask("PUT", "/_local/chaos", {});
});

test("a project is described in the old form too", async () => {
  expect((await ask("GET", `/v1/${project}`)).body).toMatchObject({
    projectId: "cloud-runner-local",
    projectNumber: "100000000001",
    lifecycleState: "ACTIVE",
  });
});

test("a mask may stand in the address, as Terraform sends it", async () => {
  const changed = await ask("PATCH", `/v1/${topic}?updateMask=labels,schemaSettings`, {
    topic: { labels: { by: "terraform" } },
  });
  expect(changed).toMatchObject({ status: 200, body: { labels: { by: "terraform" } } });
  const refused = await ask("PATCH", `/v1/${topic}?mask=labels`, { topic: {} });
  expect(refused.body.error!.message).toContain('Unknown name "mask"');
});

test("a notification's topic may be named without the host", async () => {
  await ask("POST", "/storage/v1/b?project=cloud-runner-local", { name: "spoken-uploads" });
  const agent = (await ask("GET", "/storage/v1/projects/cloud-runner-local/serviceAccount")).body;
  const members = [`serviceAccount:${agent["email_address"] as string}`];
  const policy = { bindings: [{ role: "roles/pubsub.publisher", members }] };
  await ask("POST", `/v1/${topic}:setIamPolicy`, { policy });
  const made = await ask("POST", "/storage/v1/b/spoken-uploads/notificationConfigs", {
    topic,
    payload_format: "JSON_API_V1",
  });
  expect(made).toMatchObject({ status: 200, body: { topic: `//pubsub.googleapis.com/${topic}` } });
});

test("projects are made, changed and deleted in the old form too", async () => {
  const made = await ask("POST", "/v1/projects", {
    projectId: "made-by-others",
    name: "Made by others",
    labels: { by: "terraform" },
    parent: { type: "organization", id: "42" },
  });
  expect(made.body["response"]).toMatchObject({ lifecycleState: "ACTIVE", name: "Made by others" });
  const operation = await ask("GET", `/v1/${made.body["name"] as string}`);
  expect(operation.body).toEqual(made.body);
  const taken = await ask("POST", "/v1/projects", { projectId: "made-by-others" });
  expect(taken.status).toBe(409);
  const other = "/v1/projects/made-by-others";
  const changed = await ask("PUT", other, { projectId: "made-by-others", name: "Renamed" });
  expect(changed.body).toMatchObject({ name: "Renamed", parent: { type: "organization", id: "42" } });
  expect(changed.body).not.toHaveProperty("labels");
  expect((await ask("DELETE", other)).body).toEqual({});
  expect((await ask("GET", other)).body).toMatchObject({ lifecycleState: "DELETE_REQUESTED" });
  expect((await ask("POST", `${other}:undelete`, {})).status).toBe(200);
  expect((await ask("GET", "/v3/projects/made-by-others")).body).toMatchObject({ state: "ACTIVE" });
});

test("a project's policy is changed in the old form too", async () => {
  const { body } = await ask("POST", `/v1/${project}:getIamPolicy`, {});
  const bindings = [{ role: "roles/viewer", members: ["user:them@example.com"] }];
  const policy = { bindings, etag: body["etag"], version: 1 };
  const set = await ask("POST", `/v1/${project}:setIamPolicy`, { policy, updateMask: "bindings,etag" });
  expect(set.body).toMatchObject({ bindings });
  expect((await ask("POST", `/v1/${project}:setIamPolicy`, { policy })).status).toBe(409);
  expect((await ask("POST", `/v3/${project}:getIamPolicy`, {})).body).toEqual(set.body);
  const permissions = ["pubsub.topics.get"];
  const tested = await ask("POST", `/v1/${project}:testIamPermissions`, { permissions });
  expect(tested.body).toEqual({ permissions });
});

test("the local cloud's own log stays empty through all of this", () => {
  expect(cloud.reported).toEqual([]);
});
