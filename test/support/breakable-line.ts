// A line to the local cloud that can be cut: it carries out a number of writing requests, loses the answer to the last
// of them, and then lets nothing through. That is how a cloud sees a caller that is killed.
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect, constants, createServer as createHttp2Server } from "node:http2";
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface BreakableLine {
  httpUrl: string;
  grpcPort: number;
  loseAfter(writes: number): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startBreakableLine(cloud: {
  httpPort: number;
  grpcPort: number;
}): Promise<BreakableLine> {
  let writesLeft = Number.POSITIVE_INFINITY;
  const isCut = () => writesLeft <= 0;
  const enter = (isWrite: boolean) => {
    if (isCut()) return false;
    if (isWrite) writesLeft -= 1;
    return true;
  };

  const carryHttp = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method, url, headers } = incoming;
    if (!enter(method !== "GET")) return outgoing.destroy();
    const body = await buffer(incoming);
    const options = { host: "127.0.0.1", port: cloud.httpPort, method, path: url, headers };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(options, resolve).on("error", reject).end(body);
    });
    const answerBody = await buffer(answer);
    if (isCut()) return outgoing.destroy();
    return outgoing.writeHead(answer.statusCode!, answer.headers).end(answerBody);
  };

  const upstream = connect(`http://127.0.0.1:${cloud.grpcPort}`);
  const carryGrpc = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const isWrite = !/\/(Get|List|BatchGet|Test)[A-Za-z]*$/.test(String(headers[":path"]));
    if (!enter(isWrite)) return stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    const sent = upstream.request(headers);
    sent.end(await buffer(stream));
    let answer: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders = {};
    sent.on("response", (received) => (answer = received));
    sent.on("trailers", (received) => (trailers = received));
    const body = await buffer(sent);
    if (isCut()) return stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    // A refusal has no body: its status comes with the headers, which end the stream.
    if ("grpc-status" in answer) return stream.respond(answer, { endStream: true });
    stream.respond(answer, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers(trailers));
    return stream.end(body);
  };

  const http = createServer((incoming, outgoing) => {
    carryHttp(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const grpc = createHttp2Server();
  const sessions = new Set<ServerHttp2Session>();
  grpc.on("session", (session) => sessions.add(session));
  grpc.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    carryGrpc(stream, headers).catch(() => stream.destroy());
  });
  const httpPort = await listen(http);
  const grpcPort = await listen(grpc);

  return {
    httpUrl: `http://127.0.0.1:${httpPort}`,
    grpcPort,
    loseAfter: (writes) => (writesLeft = writes),
    mend: () => (writesLeft = Number.POSITIVE_INFINITY),
    async close() {
      for (const session of sessions) session.destroy();
      upstream.destroy();
      http.closeAllConnections();
      await Promise.all([http, grpc].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function listen(server: Server | Http2Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
