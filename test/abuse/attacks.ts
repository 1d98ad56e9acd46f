// Requests that mean harm, or come of a broken client. Whatever a local cloud answers, it must not hang, swell or fail.
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import type { CloudProcess } from "./cloud-process.ts";

/** Of the two clouds of a run, the one that gets the load. */
export interface Target extends CloudProcess {
  /** Ends, when all is over, what an attack leaves hanging. */
  leave: (socket: Socket) => void;
}

/** Gives the status of its answer; undefined where none is waited for. @param draw from 0 to below 1 */
type Attack = (target: Target, draw: number) => Promise<number | undefined>;

const bucket = "hostile";
const project = "projects/cloud-runner-local";
const objects = `/storage/v1/b/${bucket}/o`;
const media = `/upload/storage/v1/b/${bucket}/o?uploadType=media&name=`;

async function send(
  { httpUrl, secret }: Target,
  path: string,
  body?: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<number> {
  const response = await fetch(`${httpUrl}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json", ...headers },
    signal: AbortSignal.timeout(30_000),
    ...(body !== undefined && { body }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** Bytes as they are, to the port itself. */
async function sendRaw({ leave }: Target, port: number, bytes: string): Promise<undefined> {
  const socket = connect(port, "127.0.0.1");
  leave(socket);
  await new Promise<void>((resolve) => {
    socket.once("error", () => resolve());
    socket.once("close", () => resolve());
    socket.write(bytes, () => resolve());
  });
}

const nested = (levels: number): string => `${'{"labels":'.repeat(levels)}1${"}".repeat(levels)}`;
const between = (draw: number, least: number, most: number): number =>
  Math.round(least + draw * (most - least));
const find = (target: Target, filter: string) =>
  send(target, "/v2/entries:list", JSON.stringify({ resourceNames: [project], filter }));

export const attacks: Readonly<Record<string, Attack>> = {
  "a glob of many stars": (target, draw) =>
    send(target, `${objects}?matchGlob=${encodeURIComponent(`${"**a".repeat(between(draw, 5, 30))}b`)}`),
  "a regular expression that goes back and forth": (target) =>
    find(target, String.raw`textPayload=~"(a+)+$" OR textPayload=~"(.*a){20}b"`),
  "a filter of parentheses": (target, draw) => find(target, "(".repeat(between(draw, 100, 19_000))),
  "a subscription's filter of hyphens": (target) =>
    send(target, `/v1/${project}/subscriptions/none`, JSON.stringify({ filter: "- ".repeat(128) })),
  "nested JSON": (target, draw) =>
    send(target, "/storage/v1/b?project=cloud-runner-local", nested(between(draw, 101, 400_000))),
  "nested JSON in a message": (target, draw) =>
    send(target, `/v1/${project}/topics/none:publish`, nested(between(draw, 101, 400_000))),
  "a large message": (target) =>
    send(
      target,
      `/v1/${project}/topics/none:publish`,
      JSON.stringify({ messages: [{ data: "A".repeat(8e6) }] }),
    ),
  "a body of gzip that is a bomb": (target) =>
    send(target, "/storage/v1/b?project=cloud-runner-local", gzipSync(Buffer.alloc(2e7)), {
      "content-encoding": "gzip",
    }),
  "a token of brackets": (target, draw) =>
    send(
      target,
      "/v2/entries:list",
      JSON.stringify({
        resourceNames: [project],
        pageToken: Buffer.from("[".repeat(between(draw, 200, 1e6))).toString("base64url"),
      }),
    ),
  "a generation of 65 bits": (target) => send(target, `${objects}/zipped?generation=9999999999999999999`),
  "a thousand ranges": (target) =>
    send(target, `${objects}/zipped?alt=media`, undefined, {
      range: `bytes=${Array.from({ length: 1000 }, (_, at) => `${at}-${at}`).join(",")}`,
    }),
  "an upload without an end": (target) =>
    sendRaw(
      target,
      target.httpPort,
      `POST ${media}stalled HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nx`,
    ),
  "headers without an end": (target) =>
    sendRaw(target, target.httpPort, `GET ${objects} HTTP/1.1\r\nHost: loc`),
  "no HTTP": (target, draw) =>
    sendRaw(
      target,
      draw < 0.5 ? target.httpPort : target.grpcPort,
      "\x16\x03\x01\0\xff\0\r\n\r\n".repeat(50),
    ),
  "HTTP/2 without sense": (target) =>
    sendRaw(
      target,
      target.grpcPort,
      `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${"\0\0\x09\x01\x04\0\0\0\x01".repeat(500)}`,
    ),
  "a multipart upload of nothing but headers": (target, draw) =>
    send(
      target,
      `/upload/storage/v1/b/${bucket}/o?uploadType=multipart`,
      `--b\r\n${"x: y\r\n".repeat(between(draw, 1000, 300_000))}`,
      { "content-type": "multipart/related; boundary=b" },
    ),
  "long headers": (target) => send(target, objects, undefined, { "x-long": "x".repeat(14_000) }),
  "a query of a thousand names": (target) =>
    send(target, `${objects}?${Array.from({ length: 1000 }, (_, at) => `a${at}=1`).join("&")}`),
  "names of JavaScript's own": (target) =>
    send(
      target,
      "/storage/v1/b?project=cloud-runner-local",
      '{"__proto__":{"name":"x"},"constructor":{"prototype":1}}',
    ),
  "a page of elsewhere": (target) => send(target, objects, undefined, { origin: "https://evil.example" }),
  "a large body for nobody": (target) => send(target, "/run/us-central1/none", "x".repeat(2e6)),
  async "a reader that goes away"({ httpUrl, secret }) {
    const gone = new AbortController();
    const response = await fetch(`${httpUrl}${objects}/zipped?alt=media`, {
      headers: { "accept-encoding": "identity", authorization: `Bearer ${secret}` },
      signal: gone.signal,
    });
    await response.body!.getReader().read();
    gone.abort();
    return response.status;
  },
};

/**
 * What the attacks read: names of many letters, a long log entry, a content that is unpacked on its way. Then one of each, since
 * the first loads code, which the next need not wait for.
 */
export async function prepare(target: Target): Promise<void> {
  await send(target, "/storage/v1/b?project=cloud-runner-local", JSON.stringify({ name: bucket }));
  for (let count = 0; count < 50; count++) await send(target, `${media}${"a".repeat(900)}${count}`, "x");
  const zipped = gzipSync(Buffer.alloc(4e6, "some text "));
  await send(target, `${media}zipped&contentEncoding=gzip`, zipped, { "content-type": "text/plain" });
  const entries = [{ logName: `${project}/logs/l`, textPayload: `${"a".repeat(100_000)}!` }];
  await send(target, "/v2/entries:write", JSON.stringify({ entries, resource: { type: "global" } }));
  for (const attack of Object.values(attacks)) await attack(target, 0.5);
}
