// A line to the local cloud that can be cut at a writing request: before it is sent, or after it was carried out and
// before the answer; then nothing gets through. That is how a cloud sees a caller that is killed. It also keeps what was
// sent.
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  connect,
  constants,
  createServer as createHttp2Server,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A writing request as it went over the wire. */
export interface SentRequest {
  /** `/google.pubsub.v1.Publisher/CreateTopic`, or `POST /storage/v1/b?project=p`. */
  path: string;
  /** Of gRPC one frame: five bytes of header, then the message. */
  body: Buffer;
}

export interface BreakableLine {
  httpUrl: string;
  grpcPort: number;
  /** Carries out `writes` writing requests and loses the answer to the last of them. */
  loseAfter(writes: number): void;
  /** Lets the `write`-th writing request, and all after it, not through. */
  cutBefore(write: number): void;
  /** Whether it was cut since it was last restored. */
  isCut(): boolean;
  /** All writing requests so far. */
  sent: SentRequest[];
  restore(): void;
  close(): Promise<void>;
}

export async function startBreakableLine(cloud: {
  httpPort: number;
  grpcPort: number;
}): Promise<BreakableLine> {
  let writesLeft = Number.POSITIVE_INFINITY;
  let cutsBefore = false;
  let cut = false;
  const sent: SentRequest[] = [];
  const isCut = () => cut;
  const enter = (isWrite: boolean) => {
    if (cut) return false;
    if (!isWrite) return true;
    writesLeft -= 1;
    if (writesLeft === 0) cut = true;
    return !(cut && cutsBefore);
  };
  const set = (write: number, before: boolean) => {
    writesLeft = write;
    cutsBefore = before;
    cut = false;
  };

  const carryHttp = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method, url, headers } = incoming;
    const isWrite = method !== "GET" && !/:getIamPolicy(\?|$)/.test(String(url));
    if (!enter(isWrite)) return outgoing.destroy();
    const body = await buffer(incoming);
    if (isWrite) sent.push({ path: `${method} ${url}`, body });
    // Connections of its own, and below one that stays: an idle one that ends just then would look like a fault.
    const options = { host: "127.0.0.1", port: cloud.httpPort, method, path: url, headers, agent: false };
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
    const request = upstream.request(headers);
    const message = await buffer(stream);
    if (isWrite) sent.push({ path: String(headers[":path"]), body: message });
    request.end(message);
    let answer: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders = {};
    request.on("response", (received) => (answer = received));
    request.on("trailers", (received) => (trailers = received));
    const body = await buffer(request);
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
  http.keepAliveTimeout = 120_000;
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
    sent,
    isCut,
    loseAfter: (writes) => set(writes, false),
    cutBefore: (write) => set(write, true),
    restore: () => set(Number.POSITIVE_INFINITY, false),
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
