// Plain requests against a small server on loopback: connections, credentials and checksums, which Google's client no longer sees to.
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { CRC32C, type Storage } from "@google-cloud/storage";
import { afterEach, describe, expect, it } from "vitest";
import {
  createStorageRequests,
  isWhole,
  multipart,
} from "../../../../src/runtime/storage/storage-requests.ts";

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

async function asking(listener: RequestListener, client: Partial<Record<keyof Storage, unknown>> = {}) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closings.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const storage = { baseUrl: `${url}/storage/v1`, apiEndpoint: url, customEndpoint: true, ...client };
  return createStorageRequests(async () => storage as unknown as Storage);
}

const object = { method: "GET", bucket: "in", name: "a b.csv", query: { generation: "17" } } as const;

describe("a connection", () => {
  it("is kept, and another one is taken when it was closed meanwhile", async () => {
    const sockets: Socket[] = [];
    const ask = await asking(({ socket }, response) => {
      // What was sent on a kept connection is lost with it.
      if (sockets.includes(socket)) return void socket.destroy();
      sockets.push(socket);
      response.end("{}");
    });
    for (let n = 0; n < 3; n++) expect(String((await ask(object)).body)).toBe("{}");
    expect(sockets).toHaveLength(3);
  });

  it("that breaks in an answer, or is new and breaks, is a failure", async () => {
    const broken = await asking(({ socket }) => void socket.destroy());
    await expect(broken(object)).rejects.toMatchObject({ code: "ECONNRESET" });
    const torn = await asking((_, response) => {
      response.writeHead(200, { "content-length": "10" }).write("12345");
      setTimeout(() => response.destroy(), 10);
    });
    await expect(torn(object)).rejects.toMatchObject({ code: "ECONNRESET" });
  });
});

describe("a request", () => {
  const seen: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    seen.push(request);
    response.writeHead(404, { "content-type": "text/html" }).end("No such object: in/a b.csv");
  };

  it("carries the credentials of Google's client, and gives Storage's no as that does", async () => {
    const getRequestHeaders = async () => new Headers({ authorization: "Bearer token" });
    const ask = await asking(listener, { customEndpoint: false, authClient: { getRequestHeaders } });
    await expect(ask(object)).rejects.toMatchObject({ code: 404, message: "No such object: in/a b.csv" });
    expect(seen.at(-1)).toMatchObject({
      url: "/storage/v1/b/in/o/a%20b.csv?generation=17",
      headers: { authorization: "Bearer token" },
    });
  });

  it("does not take a failure to get credentials for an answer of Storage", async () => {
    const getRequestHeaders = async () => {
      throw Object.assign(new Error("no metadata server"), { code: 404 });
    };
    const ask = await asking(listener, { customEndpoint: false, authClient: { getRequestHeaders } });
    const failure: unknown = await ask(object).catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: "no metadata server" });
    expect(failure).not.toHaveProperty("code");
  });

  it("uploads metadata and content in two parts", () => {
    const { headers, body } = multipart({ contentType: "text/csv" }, Buffer.from("ü"), "text/csv");
    const boundary = /boundary=(.+)$/.exec(headers!["content-type"]!)![1]!;
    expect(Buffer.from(body!).toString().split(`--${boundary}`)).toEqual([
      "",
      '\r\nContent-Type: application/json\r\n\r\n{"contentType":"text/csv"}\r\n',
      "\r\nContent-Type: text/csv\r\n\r\nü\r\n",
      "--",
    ]);
  });
});

describe("a content", () => {
  const body = Buffer.from("date,y\n");
  const sum = new CRC32C();
  sum.update(body);
  const storage = { crc32cGenerator: () => new CRC32C() } as unknown as Storage;
  const hash = `crc32c=${sum.toString()},md5=AAAA`;

  it.each([
    ["that is as it was stored", { "x-goog-stored-content-encoding": "identity", "x-goog-hash": hash }, true],
    [
      "that is not",
      { "x-goog-stored-content-encoding": "identity", "x-goog-hash": "crc32c=AAAAAA==" },
      false,
    ],
    [
      "that was unpacked on the way",
      { "x-goog-stored-content-encoding": "gzip", "x-goog-hash": "crc32c=AAAAAA==" },
      true,
    ],
    [
      "that is packed as it was stored",
      {
        "x-goog-stored-content-encoding": "gzip",
        "content-encoding": "gzip",
        "x-goog-hash": "crc32c=AAAAAA==",
      },
      false,
    ],
  ])("%s", (_, headers, expected) => {
    expect(isWhole({ headers, body }, storage)).toBe(expected);
  });
});
