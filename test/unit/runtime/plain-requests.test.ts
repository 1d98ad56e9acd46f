// Against a small server on loopback, which answers or does not.
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createPlainRequests, refusalIn } from "../../../src/runtime/plain-requests.ts";

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closings.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get = { method: "GET", headers: {} } as const;

describe("a request that nobody answers", () => {
  it("is given up", async () => {
    const send = createPlainRequests(50);
    await expect(send(await listening(() => {}), get)).rejects.toThrow("no answer for 50 ms");
  });

  it("is given up on the new connection too that takes the place of a kept one", async () => {
    const kept = new Set<Socket>();
    let isSilent = false;
    const url = await listening(({ socket }, response) => {
      if (!isSilent) response.end("{}");
      else if (kept.has(socket)) socket.destroy();
      kept.add(socket);
    });
    const send = createPlainRequests(50);
    await send(url, get);
    isSilent = true;
    await expect(send(url, get)).rejects.toThrow("no answer for 50 ms");
    expect(kept.size).toBe(2);
  });
});

describe("what an answer says that is no success", () => {
  it.each([
    ["Google's words", 403, '{"error":{"status":"NOT_FOUND","message":"no"}}', "NOT_FOUND", "no"],
    ["a sentence", 404, "No such object: a.csv\n", "NOT_FOUND", "No such object: a.csv"],
    ["a page", 502, "<html>Bad gateway</html>", "UNAVAILABLE", "it answered 502"],
    ["nothing", 418, "", "UNKNOWN", "it answered 418"],
  ])("is taken from %s", (_, httpStatus, text, status, message) => {
    expect(refusalIn(httpStatus, text)).toEqual({ status, message, errors: [] });
  });
});
