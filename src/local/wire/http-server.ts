// The HTTP half: REST services, the front door of Cloud Run and the console routes, on loopback only.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { after, type Clock } from "../../core/clock.ts";
import type { Chaos } from "../chaos/chaos.ts";
import { limitBodies } from "./body-limits.ts";
import { unzipBodies } from "./gzip-bodies.ts";
import { diskRefusal } from "../state/disk-trouble.ts";
import type { ControlPlane } from "./callers/control-plane.ts";
import { frontGate, pathOf } from "./callers/front-gate.ts";
import type { createPeerCheck } from "./callers/peer-user.ts";
import { isFrontDoor } from "./front-door-path.ts";
import { jsonBodies } from "./json-bodies.ts";
import type { RequestLog } from "./request-log.ts";
import type { Transcoder } from "./rest/transcoder.ts";
import type { LocalService } from "../service.ts";
import { httpCode, StatusError } from "./status.ts";
import { endWhenStalled } from "./stalled-bodies.ts";
import { isStorage, storageBody, storageCode, storageReasons } from "./storage-answer.ts";

interface Options {
  /** 0 takes a free one. */
  port: number;
  /** Where the state is kept. */
  folder: string;
  services: LocalService[];
  /** Answers the REST forms of what is served over gRPC. */
  transcoder: Transcoder;
  control: ControlPlane;
  isForeign: ReturnType<typeof createPeerCheck>;
  requests: RequestLog;
  chaos: Chaos;
  clock: Clock;
  report: (line: string) => void;
}

/** The API that serves a path, where its calls fail while it was enabled only a moment ago. */
const apis: readonly [path: RegExp, api: string][] = [
  [/^\/storage\/v1\//, "storage.googleapis.com"],
  [/^\/v1\/projects\/[^/]+\/serviceAccounts/, "iam.googleapis.com"],
  [/^\/cloudbuild\//, "cloudbuild.googleapis.com"],
];

function createHttpApp(options: Options): Hono {
  const { folder, services, transcoder, control, requests, chaos, report } = options;
  // The raw path is kept: object names arrive percent-encoded, slashes included.
  const app = new Hono({ getPath: (request) => new URL(request.url).pathname });

  app.use(limitBodies);
  app.use(unzipBodies);
  app.use(jsonBodies);

  app.use(async (context, next) => {
    const { method, path } = context.req;
    const transcoded = transcoder.answer(context);
    if (transcoded) return transcoded;
    // Console routes are no calls of Google's APIs.
    if (path.startsWith("/_local/")) return next();
    const mutating = method !== "GET" && method !== "HEAD" && method !== "OPTIONS" && !readsByPost.test(path);
    const api = apis.find(([each]) => each.test(path))?.[1];
    const asked = { method: `${method} ${path}`, mutating, api, signal: context.req.raw.signal };
    await chaos.before(asked);
    await next();
    requests.add({
      protocol: "http",
      method: `${method} ${path}`,
      resource: path,
      mutating,
      status: `${context.res.status}`,
    });
    await chaos.after(asked);
  });

  for (const service of services) {
    if (service.routes) mountForOwner(app, service.routes, control);
    service.openRoutes?.(app);
  }

  app.notFound((context) =>
    context.json(
      {
        error: {
          code: 404,
          message: `The local cloud does not emulate ${context.req.method} ${context.req.path}`,
        },
      },
      404,
    ),
  );
  app.onError((thrown, context) => {
    const error = diskRefusal(folder, thrown) ?? thrown;
    const status = error instanceof StatusError ? error.status : "INTERNAL";
    if (!(error instanceof StatusError))
      report(`${context.req.method} ${context.req.path}: ${error.stack ?? error.message}`);
    const { message } = error;
    if (isStorage(context.req.path)) {
      const reason = error instanceof StatusError ? error.reason : undefined;
      const code = storageCode(status);
      return context.json(storageBody(code, reason, message), code as 400);
    }
    const code = httpCode(status);
    const why = error instanceof StatusError ? reasonBody(error) : {};
    return context.json({ error: { code, message, status, ...why } }, code as 400);
  });
  return app;
}

/** What runs is what is guarded, by the same pattern, whatever else a path may look like. */
function mountForOwner(app: Hono, register: (app: Hono) => void, control: ControlPlane): void {
  const own = new Hono();
  register(own);
  for (const path of new Set(own.routes.map((each) => each.path))) {
    app.use(path, async (context, next) => {
      control.check(context.req.header("authorization"));
      await next();
    });
  }
  app.route("/", own);
}

/** The reason in both forms: that of storage, and that of all newer APIs. */
function reasonBody({ message, reason, about }: StatusError): object {
  if (reason === undefined) return {};
  const type = "type.googleapis.com/google.rpc.ErrorInfo";
  return {
    errors: [{ message, domain: "global", reason: storageReasons[reason] ?? reason }],
    details: [{ "@type": type, reason, domain: "googleapis.com", metadata: about }],
  };
}

/** Google has a body for the question where the resource has a colon behind it. */
const readsByPost = /:(getIamPolicy|testIamPermissions)$/;

/**
 * Java's HTTP client knows no PATCH, and says in a header what it means; a container gets what was sent.
 * https://cloud.google.com/apis/docs/system-parameters
 */
function methodOf({ method, url = "", headers }: IncomingMessage): string | undefined {
  const meant = headers["x-http-method-override"];
  if (method !== "POST" || typeof meant !== "string" || isFrontDoor(url)) return method;
  return /^(GET|PUT|PATCH|DELETE)$/i.test(meant) ? meant.toUpperCase() : method;
}

export async function startHttpServer(options: Options) {
  const app = createHttpApp(options);
  const answer = getRequestListener(app.fetch);
  const door = options.services.find(({ frontDoor }) => frontDoor)?.frontDoor;
  function failed(thrown: unknown, { method, url }: IncomingMessage, response: ServerResponse): void {
    const refusal = diskRefusal(options.folder, thrown);
    const { message, stack = message } = thrown as Error;
    options.report(`${method} ${url}: ${refusal?.message ?? stack}`);
    if (response.headersSent) return void response.destroy();
    const body = JSON.stringify({
      error: { code: 500, message: refusal?.message ?? message, status: "INTERNAL" },
    });
    response.writeHead(500, { "content-type": "application/json" }).end(body);
  }
  const listener = frontGate(options, (request, response) => {
    // gcloud takes the local cloud for its proxy, and names the host in the address; the header names it too.
    if (request.url?.startsWith("http://")) request.url = request.url.replace(/^http:\/\/[^/?]*/, "") || "/";
    request.method = methodOf(request);
    endWhenStalled(request, response, options.clock);
    if (door !== undefined && isFrontDoor(pathOf(request.url)))
      door(request, response).catch((error: unknown) => failed(error, request, response));
    else void answer(request, response);
  });
  const server = createServer({ connectionsCheckingInterval: 5000 }, listener);
  // A push may take as long as a forecast, an upload as long as its sender wants, while something of it comes.
  server.requestTimeout = 0;
  server.headersTimeout = 20_000;
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    /** Answers requests of any further port as those of this one. */
    listener,
    /** Takes over a connection that another port has accepted. */
    accept: (connection: Socket): void => void server.emit("connection", connection),
    async close() {
      await new Promise<void>((resolve) => {
        const closed = new AbortController();
        server.close(() => {
          closed.abort();
          resolve();
        });
        server.closeIdleConnections();
        after(options.clock, 500, closed.signal, () => server.closeAllConnections());
      });
      // Who kept a connection hears of its end before the next local cloud opens the same port.
      await options.clock.sleep(5);
    },
  };
}
