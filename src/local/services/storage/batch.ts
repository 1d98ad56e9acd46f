// Several calls of the JSON API in one request, as Python's `client.batch()` and Java's `storage.batch()` send them.
// https://cloud.google.com/storage/docs/batch
import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import type { App, Request as Asked } from "./uploads/parts.ts";
import { boundaryOf } from "./uploads/multipart.ts";
import { invalid } from "./storage-error.ts";

interface Call {
  /** Of the part; the answer refers to it. */
  id: string | undefined;
  method: string;
  /** With the query. */
  path: string;
  headers: Headers;
  body: string;
}

/** Google advises 100; Python's client sends up to 1,000. */
const mostCalls = 1000;

type Answer = (request: Request, bindings: HttpBindings) => Response | Promise<Response>;

/** @param answer takes each call as if it had come alone */
export function batchRoutes(app: App, answer: Answer): void {
  app.post("/batch/storage/v1", async (asked) => {
    const boundary = boundaryOf(asked.req.header("content-type") ?? "", "mixed");
    const calls = parseBatch(await asked.req.text(), boundary);
    const ending = `batch_${randomUUID()}`;
    let text = "";
    for (const call of calls) {
      const answered = await answer(requestOf(call, asked), asked.env);
      text += `--${ending}\r\n${await partOf(call, answered)}\r\n`;
    }
    return new Response(`${text}--${ending}--\r\n`, {
      headers: { "Content-Type": `multipart/mixed; boundary=${ending}` },
    });
  });
}

/** @throws StorageError 400 */
function parseBatch(text: string, boundary: string): Call[] {
  // Python ends lines with LF alone.
  const parts = `\n${text}`.split(`\n--${boundary}`).slice(1, -1);
  if (parts.length === 0) throw invalid("The batch holds no call, or its last boundary is missing.");
  if (parts.length > mostCalls)
    throw invalid(`A batch has at most ${mostCalls} calls, this one ${parts.length}.`);
  return parts.map((part) => {
    const outer = headAndRest(part.slice(part.indexOf("\n") + 1));
    const [line = "", ...lines] = outer.rest.split("\n");
    const [, method, target] = /^([A-Z]+) (\S+)( HTTP\/1\.1)?$/.exec(line.trimEnd()) ?? [];
    if (method === undefined || target === undefined)
      throw invalid(`A call of the batch begins with '${line.slice(0, 80)}'.`);
    const inner = headAndRest(lines.join("\n"));
    return {
      id: outer.headers.get("content-id") ?? undefined,
      method,
      path: pathOf(target),
      headers: inner.headers,
      body: inner.rest.trim(),
    };
  });
}

function headAndRest(text: string): { headers: Headers; rest: string } {
  const [, head = "", rest = ""] = /^((?:[^\r\n]+\r?\n)*)(?:\r?\n|$)([^]*)$/.exec(text) ?? [];
  const headers = new Headers();
  for (const line of head.split("\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).trim();
    if (/^[\w-]+$/.test(name))
      headers.append(
        name,
        line
          .slice(colon + 1)
          .trim()
          .replaceAll(/[^\t\x20-\x7e]/g, ""),
      );
  }
  return { headers, rest };
}

/** Of an address or of a path; only calls of the JSON API may be in a batch, and neither uploads nor downloads. */
function pathOf(target: string): string {
  const url = URL.parse(target, "http://localhost");
  if (url === null || !/^(\/storage\/v1)?\/(b|projects)(\/|$)/.test(url.pathname)) {
    throw invalid(`A batch holds calls of Cloud Storage's JSON API only, not '${target.slice(0, 80)}'.`);
  }
  if (url.searchParams.get("alt") === "media") throw invalid("A batch holds no downloads.");
  return url.pathname + url.search;
}

function requestOf({ method, path, headers, body }: Call, asked: Asked): Request {
  const all = new Headers();
  // What stands outside holds for every call, but for what describes the batch's own body and connection.
  for (const [name, value] of asked.req.raw.headers) {
    if (!/^(content-|transfer-|connection$|accept-encoding$|x-http-method-override$)/.test(name))
      all.set(name, value);
  }
  const host = asked.req.header("host") ?? "";
  for (const [name, value] of headers) if (!/^(host|content-length)$/.test(name)) all.set(name, value);
  all.set("host", host);
  const hasBody = body !== "" && method !== "GET" && method !== "HEAD";
  return new Request(`http://${host}${path}`, { method, headers: all, ...(hasBody && { body }) });
}

async function partOf({ id }: Call, answered: Response): Promise<string> {
  const body = await answered.text();
  const headers = [...answered.headers].filter(([name]) => name !== "content-length");
  return [
    "Content-Type: application/http",
    ...(id === undefined ? [] : [`Content-ID: ${id.replace(/^<?/, "<response-")}`]),
    "",
    `HTTP/1.1 ${answered.status} ${STATUS_CODES[answered.status] ?? "Unknown"}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}
