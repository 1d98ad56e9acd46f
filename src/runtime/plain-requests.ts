// Requests to Google's services by Node's own client: one question, one answer that is taken whole. Connections are kept, since
// `fetch` would connect anew for whoever asks once in a few seconds.
import { Agent, request as requestHttp, type IncomingHttpHeaders } from "node:http";
import { Agent as TlsAgent, request as requestHttps } from "node:https";
import { statusNamed, statusOfCode, type Status } from "../core/status.ts";

/** May be sent twice: what changes something names what it replaces, or may happen twice. */
export interface PlainRequest {
  method: "GET" | "POST" | "DELETE";
  headers: Readonly<Record<string, string>>;
  body?: Uint8Array | undefined;
}

export interface PlainAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export type SendPlain = (url: string, request: PlainRequest) => Promise<PlainAnswer>;

/** A connection that rests for so long is closed. */
const restMs = 60_000;

/** @param silenceMs without a sign of life for so long, a request is given up; what the network says is thrown as it is */
export function createPlainRequests(silenceMs: number): SendPlain {
  const plain = new Agent({ keepAlive: true, timeout: restMs });
  const tls = new TlsAgent({ keepAlive: true, timeout: restMs });

  function send(url: string, asked: PlainRequest, isSecond = false): Promise<PlainAnswer> {
    const { method, headers, body } = asked;
    const isTls = url.startsWith("https:");
    // By events: a stream that is iterated, and a signal that aborts, would take half as much time again.
    return new Promise((resolve, reject) => {
      const request = (isTls ? requestHttps : requestHttp)(url, {
        method,
        headers: { ...headers, ...(body && { "content-length": body.length }) },
        agent: isSecond ? false : isTls ? tls : plain,
        timeout: silenceMs,
      });
      const failed = (error: Error) => {
        // A connection that rested may have been closed at the other end, which says nothing about the service.
        if (request.reusedSocket && !isSecond) send(url, asked, true).then(resolve, reject);
        else reject(error);
      };
      request.on("error", failed);
      request.on("timeout", () => request.destroy(new Error(`there was no answer for ${silenceMs} ms`)));
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", failed);
        response.on("end", () => {
          const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
          resolve({ status: response.statusCode!, headers: response.headers, body: whole });
        });
      });
      request.end(body);
    });
  }

  return (url, request) => send(url, request);
}

/** What a service says of its no. */
export interface Refusal {
  status: Status;
  message: string;
  errors: readonly { reason?: string; message?: string }[];
}

/** @param httpStatus of an answer that is no success */
export function refusalIn(httpStatus: number, text: string): Refusal {
  const { status, message = `it answered ${httpStatus}`, errors = [] } = errorIn(text);
  return { status: statusNamed(status) ?? statusOfCode(httpStatus) ?? "UNKNOWN", message, errors };
}

function errorIn(text: string): { status?: string; message?: string; errors?: Refusal["errors"] } {
  try {
    return (JSON.parse(text) as { error?: ReturnType<typeof errorIn> }).error ?? {};
  } catch {
    // A download is refused with the sentence alone, and a proxy answers with a page.
    return text.trim() === "" || text.trimStart().startsWith("<") ? {} : { message: text.trim() };
  }
}
