// Hands one HTTP request to an instance and streams its answer back.
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";

export interface Forwarded {
  /** `not-reached` when the instance does not listen: nothing of the request was read, another one may have it. */
  outcome: "answered" | "instance-failed" | "not-reached" | "timed-out" | "too-large" | "caller-gone";
  /** Of the answer that the caller got, if any. */
  status?: number;
  responseBytes: number;
}

/** Servers keep a connection that rests for two seconds at least, so that none is used in the moment in which it is closed. */
const restMs = 1000;

export const keptConnections = (): Agent => new Agent({ keepAlive: true, timeout: restMs });

interface Options {
  /** Keeps connections to the instances. */
  agent: Agent;
  port: number;
  path: string;
  headers: Record<string, string | string[]>;
  /** Bytes of the request's body that are taken. */
  bodyLimit: number;
  /** Aborts when the request has taken as long as it may. */
  deadline: AbortSignal;
}

const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

export function endToEnd(headers: IncomingMessage["headers"]): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string | string[]] => entry[1] !== undefined && !hopByHop.has(entry[0]),
    ),
  );
}

/** Settles when the answer has been sent, or cannot be any more; when no answer was begun, the caller still waits. */
export function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { agent, port, path, headers, bodyLimit, deadline }: Options,
): Promise<Forwarded> {
  return new Promise((resolve) => {
    let requestBytes = 0;
    let isTooLarge = false;
    let responseBytes = 0;
    let isConnected = false;
    let answer: IncomingMessage | undefined;
    const call = httpRequest({
      host: "127.0.0.1",
      port,
      method: incoming.method,
      path,
      // An instance that closed after its answer would take the answer back from whoever still sends.
      headers: { ...headers, connection: "keep-alive" },
      agent,
    });

    let isSettled = false;

    const settle = (outcome: Forwarded["outcome"]) => {
      deadline.removeEventListener("abort", onDeadline);
      outgoing.off("close", onCallerGone);
      isSettled = true;
      incoming.unpipe(call);
      // When all was sent and read, the connection may be somebody else's by now.
      if (!(answer?.complete && call.writableFinished)) call.destroy();
      // Whoever still sends hears the answer only when that is taken.
      incoming.resume();
      if (outgoing.headersSent && !outgoing.writableEnded) outgoing.destroy();
      resolve({ outcome, responseBytes, ...(outgoing.headersSent && { status: outgoing.statusCode }) });
    };
    const onRequestData = (chunk: Buffer) => {
      requestBytes += chunk.length;
      if (requestBytes <= bodyLimit || isTooLarge) return;
      if (isSettled) return void incoming.destroy();
      isTooLarge = true;
      incoming.unpipe(call);
      call.destroy();
      // The rest is read and dropped: whoever still sends does not hear an answer.
      incoming.once("end", () => settle("too-large"));
      incoming.resume();
    };
    const onDeadline = () => settle("timed-out");
    const onCallerGone = () => settle(outgoing.writableFinished ? "answered" : "caller-gone");

    call.on("error", () => {
      if (!isTooLarge) settle(isConnected ? "instance-failed" : "not-reached");
    });
    call.on("socket", (socket) => {
      const begin = () => {
        isConnected = true;
        incoming.on("data", onRequestData);
        incoming.pipe(call);
      };
      if (socket.connecting) socket.once("connect", begin);
      else begin();
    });
    call.on("information", ({ statusCode }) => {
      if (statusCode === 100) outgoing.writeContinue();
    });
    call.on("response", (response) => {
      answer = response;
      outgoing.writeHead(response.statusCode!, endToEnd(response.headers));
      response.on("data", (chunk: Buffer) => (responseBytes += chunk.length));
      response.on("aborted", () => settle("instance-failed"));
      response.on("error", () => settle("instance-failed"));
      response.pipe(outgoing);
      outgoing.on("finish", () => settle("answered"));
    });
    deadline.addEventListener("abort", onDeadline, { once: true });
    outgoing.on("close", onCallerGone);
    if (deadline.aborted) settle("timed-out");
    else if (outgoing.destroyed) settle("caller-gone");
  });
}
