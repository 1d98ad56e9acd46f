// Stands for googleapis.com, in this process: a proxy that every client of Google's takes by the environment, with a
// certificate that it trusts, in front of a local cloud. Sees what really goes out, credentials and all. Has to be the
// first import of a test in a project whose files are isolated: the gRPC client reads which authorities it trusts while it
// is loaded.
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import {
  connect as connectHttp2,
  constants,
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { connect, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from "node:tls";
import type { LocalCloud } from "../../src/local/cloud.ts";
import { makeIdentity } from "../../src/local/wire/tls/certificate.ts";

export interface SentToGoogle {
  host: string;
  path: string;
  /** `x-goog-user-project`: the project that the call is counted against. */
  quotaProject: string | undefined;
  headers: IncomingHttpHeaders;
}

export interface GoogleFront {
  /** Calls of Google's APIs, without the requests for tokens. */
  sent: SentToGoogle[];
  /** What `https_proxy` has to say. */
  proxy: string;
  close(): Promise<void>;
}

const tokenPath = /\/token(\?|$)/;
const token = JSON.stringify({
  access_token: "ya29.test",
  expires_in: 3600,
  token_type: "Bearer",
  issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
});

const { key, certificate } = makeIdentity(Date.now(), "*.googleapis.com");
const trusted = mkdtempSync(join(tmpdir(), "google-front-"));
writeFileSync(join(trusted, "google.pem"), certificate);
process.env["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"] = join(trusted, "google.pem");

export async function startGoogleFront(
  cloud: Pick<LocalCloud, "httpUrl" | "grpcPort" | "secret">,
): Promise<GoogleFront> {
  const sent: SentToGoogle[] = [];
  const trustedBefore = getCACertificates();
  setDefaultCACertificates([...trustedBefore, certificate]);
  const record = (headers: IncomingHttpHeaders, host: string, path: string) =>
    sent.push({ host, path, quotaProject: headers["x-goog-user-project"] as string | undefined, headers });

  /** Google takes many credentials, the local cloud its own secret only. */
  const accepted = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
    headers.authorization === undefined ? headers : { ...headers, authorization: `Bearer ${cloud.secret}` };

  const upstream = connectHttp2(`http://127.0.0.1:${cloud.grpcPort}`);
  upstream.on("error", () => {});
  const grpc = createHttp2Server();
  grpc.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    record(headers, headers[":authority"] ?? "", headers[":path"] ?? "");
    passOn(upstream.request(accepted(headers)), stream);
  });
  const rest = createServer((asked, answer) => {
    const { headers, method, url = "" } = asked;
    if (tokenPath.test(url)) {
      asked.resume();
      answer.writeHead(200, { "content-type": "application/json" }).end(token);
      return;
    }
    record(headers, headers.host ?? "", url);
    const { hostname, port, host } = new URL(cloud.httpUrl);
    const forwarded = httpRequest(
      { hostname, port, method, path: url, headers: { ...accepted(headers), host } },
      (back) => back.pipe(answer.writeHead(back.statusCode ?? 500, back.headers)),
    );
    forwarded.on("error", () => answer.destroy());
    asked.pipe(forwarded);
  });
  const google = createTlsServer({ key, cert: certificate, ALPNProtocols: ["h2", "http/1.1"] }, (socket) =>
    (socket.alpnProtocol === "h2" ? grpc : rest).emit("connection", socket),
  );
  const port = await listening(google);

  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket.on("error", () => {}).once("close", () => sockets.delete(socket)));
    return socket;
  };
  const proxy = createServer();
  proxy.on("connect", (_request, client: Socket, head) => {
    const tunnel = keep(connect(port, "127.0.0.1"));
    tunnel.once("connect", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      tunnel.write(head);
      tunnel.pipe(keep(client)).pipe(tunnel);
    });
  });
  return {
    sent,
    proxy: `http://127.0.0.1:${await listening(proxy)}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      upstream.destroy();
      await Promise.all([google, proxy].map((server) => new Promise((resolve) => server.close(resolve))));
      setDefaultCACertificates(trustedBefore);
      rmSync(trusted, { recursive: true });
    },
  };
}

async function listening(server: { listen(port: number, host: string): unknown } & NodeJS.EventEmitter) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server as unknown as { address(): AddressInfo }).address().port;
}

/** One gRPC call: headers, messages and trailers both ways. */
function passOn(to: ReturnType<ReturnType<typeof connectHttp2>["request"]>, from: ServerHttp2Stream): void {
  let trailers: IncomingHttpHeaders = {};
  from.on("error", () => to.close(constants.NGHTTP2_CANCEL));
  to.on("error", () => from.destroy());
  to.on("response", (headers, flags) => {
    if ((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0) return from.respond(headers, { endStream: true });
    from.respond(headers, { waitForTrailers: true });
    to.pipe(from);
  });
  to.on("trailers", (received) => (trailers = received));
  from.on("wantTrailers", () => from.sendTrailers(trailers));
  from.pipe(to);
}
