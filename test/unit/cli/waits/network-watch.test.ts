// On real sockets of this machine: whoever asks, what it waits for is told.
import { createServer, request, type Server } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { waitText, watchNetwork } from "../../../../src/cli/waits/network-watch.ts";
import { systemClock } from "../../../../src/core/clock.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Time that goes ten times as fast. */
const fastClock = () => {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * 10,
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 10, signal),
  };
};

function watch() {
  const told: (string | undefined)[] = [];
  const heard: (() => void)[] = [];
  const stop = watchNetwork(fastClock(), (text) => {
    told.push(text);
    for (const wake of heard.splice(0)) wake();
  });
  closing.push(stop);
  /** The first that begins so. */
  const until = async (start: string): Promise<string> => {
    for (;;) {
      const found = told.find((text) => text?.startsWith(start));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => heard.push(resolve));
    }
  };
  return { told, until };
}

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe("a server that takes its time", () => {
  it("is named within its second second, and no more once it has answered", async () => {
    let answer = () => {};
    const server = createServer((_request, response) => {
      answer = () => response.end("yes");
    });
    const port = await listening(server);
    const { told, until } = watch();
    const asked = request({ host: "127.0.0.1", port, headers: { host: "storage.googleapis.com" } });
    const answered = new Promise<void>((resolve) =>
      asked.on("response", (response) => response.resume().on("end", () => resolve())),
    );
    asked.end();
    expect(await until("waiting for storage.googleapis.com to answer")).toMatch(/, [12] s$/);
    answer();
    await answered;
    expect(told.at(-1)).toBeUndefined();
    server.closeAllConnections();
  });

  it("is named when it is asked by fetch", async () => {
    const server = createServer(() => {});
    const port = await listening(server);
    const { until } = watch();
    const cancel = new AbortController();
    const asked = fetch(`http://127.0.0.1:${port}/`, { signal: cancel.signal }).catch(() => undefined);
    expect(await until("waiting for the local cloud")).toMatch(/, \d+ s$/);
    cancel.abort();
    server.closeAllConnections();
    await asked;
  });
});

it("reports a secure connection that does not come about", async () => {
  const server = createTcpServer((socket) => closing.push(() => socket.destroy()));
  const port = await listening(server);
  const { until } = watch();
  const { request: secure } = await import("node:https");
  const asked = secure({ host: "127.0.0.1", port, headers: { host: "storage.googleapis.com" } });
  asked.on("error", () => {});
  asked.end();
  expect(await until("waiting for a secure connection to storage.googleapis.com")).toMatch(/, \d+ s$/);
  asked.destroy();
});

it("says nothing of what is answered at once", async () => {
  const server = createServer((_request, response) => response.end("yes"));
  const port = await listening(server);
  const { told } = watch();
  await (await fetch(`http://127.0.0.1:${port}/`)).text();
  expect(told).toEqual([]);
});

it.each([
  ["storage.googleapis.com:443", "name", "waiting for DNS to find storage.googleapis.com, 3 s"],
  ["10.0.0.1:8080", "connection", "waiting for a connection to 10.0.0.1:8080, 3 s"],
  ["oauth2.googleapis.com", "answer", "waiting for a new access token of oauth2.googleapis.com, 3 s"],
  [
    "169.254.169.254",
    "connection",
    "waiting for credentials: a metadata server, as machines on Google Cloud have one, 3 s",
  ],
] as const)("says of %s what is missing: %s", (host, stage, text) => {
  expect(waitText({ host, stage }, 3000)).toBe(text);
});
