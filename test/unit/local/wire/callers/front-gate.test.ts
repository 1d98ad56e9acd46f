import { createServer, request, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createControlPlane } from "../../../../../src/local/wire/callers/control-plane.ts";
import { frontGate } from "../../../../../src/local/wire/callers/front-gate.ts";

let isForeign = false;
let looks = 0;
const gate = frontGate(
  {
    control: createControlPlane("s3cret"),
    isForeign: () => {
      looks++;
      return isForeign;
    },
  },
  (_request, response) => void response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
);
const server = createServer(gate);
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => server.close());

const ask = (path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; headers: IncomingHttpHeaders }>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    request({ host: "127.0.0.1", port, path, headers, agent: false }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode!, headers: answer.headers });
    })
      .once("error", reject)
      .end();
  });

it("downloads what a browser opens, but for the pages of the local cloud itself and of containers", async () => {
  const opens = { "sec-fetch-mode": "navigate", "sec-fetch-site": "none" };
  expect((await ask("/storage/v1/b/x/o/a?alt=media", opens)).headers).toMatchObject({
    "content-disposition": "attachment",
    "content-security-policy": "sandbox",
    "x-content-type-options": "nosniff",
  });
  expect((await ask("/_local/health", opens)).headers["content-disposition"]).toBeUndefined();
  const { headers } = await ask("/run/us-central1/forecast/", opens);
  expect(headers["content-security-policy"]).toBeUndefined();
});

describe("another user", () => {
  it("is refused, but for what asks for another key or tells nothing", async () => {
    isForeign = true;
    expect((await ask("/storage/v1/b")).status).toBe(403);
    expect((await ask("/_local/healthy")).status).toBe(403);
    expect((await ask("/run/../storage/v1/b")).status).toBe(403);
    expect((await ask("/run/%2e%2e/storage/v1/b")).status).toBe(403);
    for (const path of ["/_local/health", "/run/us-central1/forecast"])
      expect((await ask(path)).status).toBe(200);
    isForeign = false;
  });

  it("is not looked for where the secret is sent, since that takes its time", async () => {
    looks = 0;
    expect((await ask("/storage/v1/b", { authorization: "Bearer s3cret" })).status).toBe(200);
    expect(looks).toBe(0);
  });
});
