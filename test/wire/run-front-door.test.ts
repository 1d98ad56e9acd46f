import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  parent,
  startRunServices,
  template,
  tokenFor,
  type RunServices,
  type Service,
} from "../support/run-services.ts";

interface Echo {
  pid: number;
  method: string;
  url: string;
  headers: Record<string, string>;
  env: Record<string, string>;
  body: string;
}

let cloud: RunServices;
let draw = 0;

beforeAll(async () => {
  cloud = await startRunServices({ draw: () => draw });
});
afterAll(() => cloud.close());

const echo = async (uri: string, init: RequestInit = {}): Promise<Echo> =>
  (await (await fetch(uri, init)).json()) as Echo;

const inPieces = (megabytes: number) =>
  ReadableStream.from(Array.from({ length: megabytes }, () => new Uint8Array(2 ** 20)));

describe("a guarded service", () => {
  const invoker = "invoker@cloud-runner-local.iam.gserviceaccount.com";
  let service: Service;
  const call = (token: string | undefined, path = "/", init: Record<string, string> = {}) =>
    fetch(`${service.uri!}${path}`, {
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...init },
    });

  beforeAll(async () => {
    service = await cloud.create("guarded", {
      invokerIamDisabled: false,
      customAudiences: ["https://forecast.example"],
    });
    await cloud.services.setIamPolicy({
      resource: service.name!,
      policy: { bindings: [{ role: "roles/run.invoker", members: [`serviceAccount:${invoker}`] }] },
    });
  });

  test("lets nobody in without a token", async () => {
    const answer = await call(undefined);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("Your client does not have permission to get URL");
  });

  test("refuses a token that is none of Google's", async () => {
    const answer = await call("a.b.c");
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("invalid_token");
  });

  test("refuses a token that is meant for another service", async () => {
    expect((await call(tokenFor("https://other.example", invoker))).status).toBe(401);
    expect((await call(tokenFor(`${service.uri!}x`, invoker))).status).toBe(401);
  });

  test("refuses an account without the role", async () => {
    const answer = await call(tokenFor(service.uri!, "stranger@x.iam.gserviceaccount.com"));
    expect(answer.status).toBe(403);
    const entry = cloud.entries.findLast(({ httpRequest }) => httpRequest?.["status"] === 403);
    expect(entry).toMatchObject({
      severity: "WARNING",
      textPayload: expect.stringContaining("run.routes.invoke") as string,
    });
  });

  test.each(["", "/path"])(
    "admits the invoker, and takes the signature away (audience + %j)",
    async (path) => {
      const token = tokenFor(`${service.uri!}${path}`, invoker);
      const { headers } = (await (await call(token)).json()) as Echo;
      const [header, payload] = token.split(".");
      expect(headers["authorization"]).toBe(`Bearer ${header}.${payload}.SIGNATURE_REMOVED_BY_GOOGLE`);
    },
  );

  test("admits its custom audiences", async () => {
    expect((await call(tokenFor("https://forecast.example", invoker))).status).toBe(200);
  });

  test("looks at X-Serverless-Authorization first", async () => {
    const answer = await call("for-the-app", "/", {
      "x-serverless-authorization": `Bearer ${tokenFor(service.uri!, invoker)}`,
    });
    const { headers } = (await answer.json()) as Echo;
    expect(headers["authorization"]).toBe("Bearer for-the-app");
    expect(headers["x-serverless-authorization"]).toMatch(/SIGNATURE_REMOVED_BY_GOOGLE$/);
  });

  test("opens to all when its policy says so", async () => {
    const resource = service.name!;
    const [before] = await cloud.services.getIamPolicy({ resource });
    const bindings = [{ role: "roles/run.invoker", members: ["allUsers"] }];
    await cloud.services.setIamPolicy({ resource, policy: { ...before, bindings } });
    expect((await call(undefined)).status).toBe(200);
    await cloud.services.setIamPolicy({ resource, policy: { bindings: before.bindings! } });
  });
});

describe("a request", () => {
  let service: Service;
  beforeAll(async () => {
    process.env["GOOGLE_APPLICATION_CREDENTIALS"] = "/secret.json";
    service = await cloud.create("open", {
      template: template({ timeout: { seconds: 1 } }, { env: [{ name: "SETTING", value: "a b" }] }),
    });
    delete process.env["GOOGLE_APPLICATION_CREDENTIALS"];
  });

  test("arrives whole, without the address of the front door", async () => {
    const seen = await echo(`${service.uri!}/a/b?c=d`, { method: "PUT", body: "content" });
    expect(seen).toMatchObject({ method: "PUT", url: "/a/b?c=d", body: "content" });
    expect((await echo(service.uri!)).url).toBe("/");
  });

  test("carries who asked and a trace", async () => {
    const { headers } = await echo(service.uri!);
    expect(headers["x-forwarded-for"]).toBe("127.0.0.1");
    expect(headers["x-forwarded-proto"]).toBe("http");
    expect(headers["traceparent"]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    const trace = "0af7651916cd43dd8448eb211c80319c";
    const continued = await echo(service.uri!, {
      headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` },
    });
    expect(continued.headers["traceparent"]).toContain(trace);
    expect(continued.headers["x-cloud-trace-context"]).toMatch(new RegExp(`^${trace}/\\d+;o=1$`));
  });

  test("is answered in an environment that holds the platform's variables and the container's, no more", async () => {
    const { env } = await echo(service.uri!);
    expect(Object.keys(env).toSorted()).toEqual([
      "HOME",
      "HOST",
      "K_CONFIGURATION",
      "K_REVISION",
      "K_SERVICE",
      "METADATA_SERVER_DETECTION",
      "PATH",
      "PORT",
      "PUBSUB_EMULATOR_HOST",
      "RUN_API_ENDPOINT",
      "RUN_API_TOKEN",
      "SETTING",
      "STORAGE_EMULATOR_HOST",
    ]);
    expect(env).toMatchObject({
      K_SERVICE: "open",
      SETTING: "a b",
      STORAGE_EMULATOR_HOST: cloud.httpUrl,
    });
    expect(service.latestReadyRevision).toContain(env["K_REVISION"]);
  });

  test.each([20, 31])("whose %i MB an instance refuses unread gets that answer", async (megabytes) => {
    for (const body of [new Uint8Array(megabytes * 2 ** 20), inPieces(megabytes)]) {
      const init = { method: "POST", body, duplex: "half" } as RequestInit;
      const answer = await fetch(`${service.uri!}/refuse`, init);
      expect([answer.status, await answer.text()]).toEqual([413, "refused"]);
    }
  });

  test("over its time is answered with 504", async () => {
    const answer = await fetch(`${service.uri!}/sleep?ms=5000`);
    expect(answer.status).toBe(504);
    expect(await answer.text()).toBe("upstream request timeout");
  });

  test("gets the answer as it is made", async () => {
    const times: number[] = [];
    await new Promise<void>((resolve, reject) => {
      request(`${service.uri!}/stream?ms=300`, (response) => {
        response.on("data", () => times.push(performance.now()));
        response.on("end", resolve);
      })
        .on("error", reject)
        .end();
    });
    expect(times).toHaveLength(2);
    expect(times[1]! - times[0]!).toBeGreaterThan(200);
  });

  test("whose instance crashes is answered with 503, and the next one by a new instance", async () => {
    const { pid } = await echo(service.uri!);
    expect((await fetch(`${service.uri!}/crash`)).status).toBe(503);
    const after = await echo(service.uri!);
    expect(after.pid).not.toBe(pid);
    // It is known for dead by its connection; that its process has ended may be heard of later.
    await expect
      .poll(() => cloud.entries, { timeout: 20_000 })
      .toContainEqual(
        expect.objectContaining({ severity: "ERROR", textPayload: "Container called exit(3)." }),
      );
  });

  test("is logged with its status and its trace", async () => {
    await fetch(`${service.uri!}/teapot?status=418`, { headers: { "user-agent": "vitest" } });
    const entry = cloud.entries.findLast(({ httpRequest }) => httpRequest?.["status"] === 418);
    expect(entry).toMatchObject({
      logName: "projects/cloud-runner-local/logs/run.googleapis.com%2Frequests",
      severity: "WARNING",
      httpRequest: {
        requestMethod: "GET",
        requestUrl: `${service.uri!}/teapot?status=418`,
        userAgent: "vitest",
      },
      resource: { type: "cloud_run_revision", labels: { service_name: "open", location: "us-central1" } },
    });
    expect(entry?.trace).toMatch(/^projects\/cloud-runner-local\/traces\/[0-9a-f]{32}$/);
  });

  test("is logged at its end, with the time at which it came", async () => {
    const began = Date.now();
    await fetch(`${service.uri!}/sleep?ms=300`, { headers: { "user-agent": "slow" } });
    const entry = cloud.entries.findLast(({ httpRequest }) => httpRequest?.["userAgent"] === "slow")!;
    const cameMs = Date.parse(entry.timestamp!);
    expect(cameMs).toBeGreaterThanOrEqual(began);
    const latency = entry.httpRequest!["latency"] as { seconds: string; nanos: number };
    expect(Number(latency.seconds) * 1000 + latency.nanos / 1e6).toBeGreaterThanOrEqual(300);
    expect(cameMs).toBeLessThanOrEqual(Date.now() - 300);
  });

  test("of a service that is not there is answered with 404", async () => {
    expect((await fetch(`${cloud.httpUrl}/run/us-central1/nowhere`)).status).toBe(404);
    expect((await fetch(`${cloud.httpUrl}/run/europe-west1/open`)).status).toBe(404);
  });
});

test("traffic is split by percent", async () => {
  const created = await cloud.create("split");
  const first = created.latestReadyRevision!.split("/").at(-1)!;
  const split = await cloud.update({
    ...created,
    template: template({}, { env: [{ name: "A", value: "1" }] }),
    traffic: [
      { type: "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", revision: first, percent: 30 },
      { type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 70 },
    ],
  });
  const second = split.latestReadyRevision!.split("/").at(-1)!;
  const chosen: string[] = [];
  for (draw of [0, 0.29, 0.31, 0.99]) chosen.push((await echo(split.uri!)).env["K_REVISION"]!);
  draw = 0;
  expect(chosen).toEqual([first, first, second, second]);
});

test("what a container writes can be read in its log", async () => {
  const service = await cloud.create("talkative");
  await fetch(`${service.uri!}/log`);
  const written = () =>
    cloud.entries.filter(
      ({ logName, resource }) =>
        /std(out|err)$/.test(logName) && resource.labels["service_name"] === "talkative",
    );
  await expect.poll(() => written().length).toBe(4);
  expect(written()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ textPayload: "plain text" }),
      expect.objectContaining({
        severity: "WARNING",
        jsonPayload: { message: "with fields", rows: 3 },
        trace: "projects/p/traces/t",
        labels: { step: "one", instanceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string },
      }),
      expect.objectContaining({ severity: "INFO", textPayload: "message alone" }),
      expect.objectContaining({
        textPayload: "to standard error",
        logName: "projects/cloud-runner-local/logs/run.googleapis.com%2Fstderr",
      }),
    ]),
  );
  expect(service.name).toBe(`${parent}/services/talkative`);
});
