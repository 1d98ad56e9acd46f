// What the local cloud refuses of those who reach its ports, and what hostile names and bodies can not do.
import { readdir } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { pubsubClients } from "../support/local-clients.ts";
import { sendPieces } from "../support/send-pieces.ts";
import { startWholeCloud, type WholeCloud } from "../support/whole-cloud.ts";

let cloud: WholeCloud;
beforeAll(async () => {
  cloud = await startWholeCloud();
  await new Storage({ projectId: "cloud-runner-local", apiEndpoint: cloud.httpUrl }).createBucket("names");
});
afterAll(() => cloud.close());

const ask = (method: string, path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port: cloud.httpPort, method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on("error", reject)
      .end();
  });

const isReachable = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => finish(true)).once("error", () => finish(false));
    socket.once("timeout", () => finish(false));
  });

it("listens on loopback alone", async () => {
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4")
    .map(({ address }) => address);
  for (const port of [cloud.httpPort, cloud.grpcPort]) {
    expect(await isReachable("127.0.0.1", port)).toBe(true);
    for (const address of addresses) expect(await isReachable(address, port)).toBe(false);
  }
});

describe("a web page of elsewhere", () => {
  const paths = [
    ["GET", "/_local/health"],
    ["PUT", "/_local/chaos"],
    ["PUT", "/_local/tls"],
    ["POST", "/_local/shutdown"],
    ["POST", "/storage/v1/b?project=cloud-runner-local"],
    ["PUT", "/v1/projects/cloud-runner-local/topics/abc"],
    ["DELETE", "/storage/v1/b/names"],
    ["POST", "/run/us-central1/any"],
  ] as const;
  it.each(paths)("gets nothing by a name of its own: %s %s", async (method, path) => {
    for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.1"]) {
      expect(await ask(method, path, { host })).toBe(403);
    }
  });
  it.each(paths)("gets nothing from its own origin: %s %s", async (method, path) => {
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1.evil.example", "file://"]) {
      expect(await ask(method, path, { origin })).toBe(403);
    }
  });
  it.each(paths)("gets nothing from another server of this machine: %s %s", async (method, path) => {
    for (const origin of ["http://localhost:3000", "http://127.0.0.1:1", "https://localhost"]) {
      expect(await ask(method, path, { origin })).toBe(403);
    }
  });
  it.each([...paths, ["GET", "/storage/v1/b/names/o/x?alt=media"] as const])(
    "gets nothing where the browser names the site alone, as for an image: %s %s",
    async (method, path) => {
      for (const site of ["cross-site", "same-site"]) {
        expect(await ask(method, path, { "sec-fetch-site": site })).toBe(403);
      }
    },
  );
  it.each(paths)("sends no JSON under another name: %s %s", async (method, path) => {
    if (!/^\/(_local|v[0-9])/.test(path) || method === "GET") return;
    const authorization = `Bearer ${cloud.secret}`;
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "text/json",
    ]) {
      const headers = { authorization, "content-type": type };
      const named: RequestInit = { method, headers, body: "{}" };
      const answer = await fetch(`${cloud.httpUrl}${path}`, named);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain("Content-Type: application/json");
    }
    const nameless: RequestInit = { method, headers: { authorization }, body: new Blob(["{}"]) };
    const untyped = await fetch(`${cloud.httpUrl}${path}`, nameless);
    expect(untyped.status).toBe(400);
  });
  it("may be what the user opens, and of the local cloud itself", async () => {
    for (const headers of [
      { "sec-fetch-site": "none" },
      { "sec-fetch-site": "same-origin" },
      { origin: cloud.httpUrl },
    ]) {
      expect(await ask("GET", "/_local/health", { host: `127.0.0.1:${cloud.httpPort}`, ...headers })).toBe(
        200,
      );
    }
  });
  it("never runs from what was stored", async () => {
    const upload = `${cloud.httpUrl}/upload/storage/v1/b/names/o?uploadType=media&name=page.html`;
    await fetch(upload, {
      method: "POST",
      headers: { "content-type": "text/html" },
      body: "<script></script>",
    });
    const media = `${cloud.httpUrl}/storage/v1/b/names/o/page.html?alt=media`;
    const opened = await fetch(media, {
      headers: { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" },
    });
    expect(Object.fromEntries(opened.headers)).toMatchObject({
      "content-type": "text/html",
      "content-security-policy": "sandbox",
      "x-content-type-options": "nosniff",
    });
    const { headers } = await fetch(`${cloud.httpUrl}/storage/v1/b/names/o/page.html?alt=json`);
    expect(headers.get("content-security-policy")).toBe("sandbox");
    expect(headers.get("content-disposition")).toBeNull();
  });
  it("is told of no permission to read across origins", async () => {
    const response = await fetch(`${cloud.httpUrl}/_local/health`);
    expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("names of objects", () => {
  const stored = async () => (await readdir(cloud.folder)).toSorted();
  const upload = (name: string, content: string): Promise<Response> =>
    fetch(`${cloud.httpUrl}/upload/storage/v1/b/names/o?uploadType=media&name=${encodeURIComponent(name)}`, {
      method: "POST",
      body: content,
    });
  const read = async (name: string): Promise<string> =>
    (await fetch(`${cloud.httpUrl}/storage/v1/b/names/o/${encodeURIComponent(name)}?alt=media`)).text();

  it.each([
    "../../../../etc/passwd",
    "../state.sqlite",
    "/etc/passwd",
    "a/../../b",
    "C:\\windows\\system32",
    "a\0b",
    "…/%2e%2e/%00",
    "__proto__",
    "constructor",
    "-rf",
    "a b\tc",
    "x".repeat(1024),
    "'; DROP TABLE storage_objects; --",
    "%_",
  ])("are names and no paths: %j", async (name) => {
    const before = await stored();
    expect((await upload(name, `content of ${name}`)).status).toBe(200);
    expect(await read(name)).toBe(`content of ${name}`);
    expect(await stored()).toEqual(before);
  });

  it.each(["", ".", "..", "a\nb", "a\rb", "x".repeat(1025), ".well-known/acme-challenge/x"])(
    "are refused where Google refuses them: %j",
    async (name) => {
      expect((await upload(name, "x")).status).toBe(400);
    },
  );

  it("differ by case and by the form of their letters", async () => {
    const names = ["Case", "case", "caf\u00e9", "cafe\u0301"];
    for (const name of names) await upload(name, `${name}!`);
    for (const name of names) expect(await read(name)).toBe(`${name}!`);
  });
});

describe("a body that is too large", () => {
  const big = 17 * 1024 * 1024;
  it.each([
    ["POST", "/storage/v1/b?project=cloud-runner-local"],
    ["POST", "/upload/storage/v1/b/names/o?uploadType=resumable&name=x"],
    ["PUT", "/v1/projects/cloud-runner-local/topics/large"],
    ["POST", "/v1/projects/cloud-runner-local/serviceAccounts"],
    ["PUT", "/_local/chaos"],
  ])("is refused, announced or in pieces: %s %s", async (method, path) => {
    const url = `${cloud.httpUrl}${path}`;
    const whole: RequestInit = { method, body: Buffer.alloc(big) };
    expect((await fetch(url, whole)).status).toBe(413);
    expect(await sendPieces(url, { method, size: big })).toBe(413);
  });

  it("is refused where it comes slowly too, and its sender hears why", async () => {
    const status = await new Promise<string>((resolve, reject) => {
      const { port } = new URL(cloud.httpUrl);
      const socket = connect(Number(port), "127.0.0.1");
      const piece = `100000\r\n${"x".repeat(2 ** 20)}\r\n`;
      socket.once("error", reject);
      socket.pause();
      socket.write("PUT /_local/chaos HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");
      const sendRest = () => socket.write(`${piece.repeat(5)}0\r\n\r\n`, listen);
      const listen = () =>
        socket
          .once("data", (data) => {
            resolve(data.toString().slice(0, 12));
            socket.destroy();
          })
          .resume();
      // Longer than the web server's own patience with bodies that nobody reads.
      socket.write(piece.repeat(3), () => setTimeout(sendRest, 1000));
      socket.once("close", () => reject(new Error("closed")));
    });
    expect(status).toBe("HTTP/1.1 413");
  });

  it("is refused before an upload of it begins", async () => {
    const start = await fetch(`${cloud.httpUrl}/upload/storage/v1/b/names/o?uploadType=resumable&name=vast`, {
      method: "POST",
      body: "{}",
      headers: { "x-upload-content-length": String(6 * 1024 ** 3) },
    });
    expect(start.status).toBe(413);
  });

  it("is refused as a gRPC message", async () => {
    const clients = pubsubClients(cloud);
    const labels = { a: "x".repeat(big) };
    const name = "projects/cloud-runner-local/topics/large";
    await expect(clients.publisher.createTopic({ name, labels })).rejects.toMatchObject({ code: 8 });
    await clients.close();
  });
});

test("the local cloud's own log stays empty through all of this", () => {
  expect(cloud.reported).toEqual([]);
});
