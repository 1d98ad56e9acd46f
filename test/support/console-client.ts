// The console's server on a stack of its own, and a client of it that knows the token.
import { writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { withConsole, type ConsoleOptions } from "../../src/console/server.ts";
import type { AnswerOf, ErrorAnswer, Route } from "../../src/console/contract.ts";
import { buildId } from "../../src/library/local-cloud/build-id.ts";
import type { Session } from "../../src/library/session.ts";
import { thisMachine } from "../../src/library/this-machine.ts";
import type { TestStack } from "./stack-on-local-cloud.ts";

export interface TestConsole {
  port: number;
  origin: string;
  token: string;
  folder: string;
  /** What a page of the console would get. @throws Error with the answer when it is none of success */
  ask<R extends Route>(route: R, path: string, body?: object | Uint8Array): Promise<AnswerOf<R>>;
  /** The error of a request that must fail, with its status. */
  refused(method: string, path: string, body?: object): Promise<ErrorAnswer["error"] & { status: number }>;
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Events until the last one, or until `enough` says so. */
  events<E extends { event: string }>(path: string, enough?: (event: E) => boolean): Promise<E[]>;
  close(): Promise<void>;
}

const nothing = () => {};
const silent = { update: nothing, succeed: nothing, fail: nothing, stop: nothing };

export const sessionIn = (folder: string, signal: AbortSignal): Session => ({
  folder,
  machine: thisMachine(),
  overrides: {},
  progress: { start: () => silent, note: nothing, detail: nothing, warn: nothing },
  signal,
});

/** What a local cloud of its own would have written, so that the library finds that of the stack. */
export async function makeKnown({ folder, cloud }: TestStack): Promise<void> {
  const { httpPort, grpcPort, secret } = cloud;
  const id = buildId(thisMachine().packageFolder);
  const state = { pid: process.pid, startedAt: "", httpPort, grpcPort, secret, buildId: id };
  await writeFile(join(folder, ".cloud-runner", "cloud.json"), JSON.stringify(state));
}

export async function openConsole(folder: string, options: ConsoleOptions = {}): Promise<TestConsole> {
  const ending = new AbortController();
  const opened = Promise.withResolvers<{ url: string; port: number; folder: string }>();
  const ended = Promise.withResolvers<void>();
  const serving = withConsole(sessionIn(folder, ending.signal), options, async (running) => {
    opened.resolve(running);
    await ended.promise;
  });
  serving.catch(opened.reject);
  const { url, port, folder: own } = await opened.promise;
  const token = new URL(url).searchParams.get("token")!;
  const origin = `http://127.0.0.1:${port}`;
  const headers = { authorization: `Bearer ${token}`, "x-cloud-runner-console": "1" };
  const send = (method: string, path: string, body?: object | Uint8Array) =>
    fetch(`${origin}${path}`, {
      method,
      headers,
      ...(body !== undefined && {
        body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
      }),
    });
  return {
    port,
    origin,
    token,
    folder: own,
    async ask(route, path, body) {
      const response = await send(route.split(" ")[0]!, path, body);
      const said = await response.text();
      if (!response.ok) throw new Error(`${route} ${path}: ${response.status} ${said}`);
      return JSON.parse(said) as never;
    },
    async refused(method, path, body) {
      const response = await send(method, path, body);
      if (response.ok) throw new Error(`${method} ${path} was not refused.`);
      return { ...((await response.json()) as ErrorAnswer).error, status: response.status };
    },
    get: (path, init) => fetch(`${origin}${path}`, { headers, ...init }),
    async events<E extends { event: string }>(path: string, enough: (event: E) => boolean = () => false) {
      const left = new AbortController();
      const response = await fetch(`${origin}${path}`, { headers, signal: left.signal });
      const found: E[] = [];
      let rest = "";
      try {
        for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
          const parts = (rest + chunk).split("\n\n");
          rest = parts.pop()!;
          for (const part of parts) {
            const event = JSON.parse(/^data: (.*)$/m.exec(part)![1]!) as E;
            if (event.event === "ping") continue;
            found.push(event);
            if (event.event === "end" || enough(event)) return found;
          }
        }
        return found;
      } finally {
        left.abort();
      }
    },
    async close() {
      ended.resolve();
      await serving;
    },
  };
}

/** As `fetch` does not let it: with any headers, `Host` too. */
export function rawRequest(
  port: number,
  path: string,
  {
    method = "GET",
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
      text(response).then(
        (said) => resolve({ status: response.statusCode!, headers: response.headers, text: said }),
        reject,
      );
    })
      .once("error", reject)
      .end(body);
  });
}
