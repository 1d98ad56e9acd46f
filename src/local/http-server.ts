// The HTTP half: REST services, the front door of Cloud Run and the console routes, on loopback only.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import type { RequestLog } from "./request-log.ts";
import type { LocalService } from "./service.ts";
import { httpCode, StatusError } from "./status.ts";

export interface HttpServer {
  port: number;
  close(): Promise<void>;
}

interface Options {
  /** 0 takes a free one. */
  port: number;
  services: LocalService[];
  requests: RequestLog;
  report: (line: string) => void;
}

/** A name that a web page elsewhere could not have made the browser use: stops DNS rebinding. */
const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?$/;

function createHttpApp({ services, requests, report }: Omit<Options, "port">): Hono {
  // The raw path is kept: object names arrive percent-encoded, slashes included.
  const app = new Hono({ getPath: (request) => new URL(request.url).pathname });

  app.use(async (context, next) => {
    if (!loopbackHost.test(context.req.header("host") ?? "")) {
      return context.text("The local cloud answers only on a loopback address.", 403);
    }
    const origin = context.req.header("origin");
    if (origin !== undefined && !loopbackHost.test(origin.replace(/^https?:\/\//, ""))) {
      return context.text("The local cloud refuses requests of other origins.", 403);
    }
    await next();
    const { method, path } = context.req;
    // Console routes and forecasts are no calls of Google's APIs.
    if (path.startsWith("/_local/") || path.startsWith("/run/")) return;
    const mutating = method !== "GET" && method !== "HEAD" && method !== "OPTIONS";
    requests.add({
      protocol: "http",
      method: `${method} ${path}`,
      resource: path,
      mutating,
      status: `${context.res.status}`,
    });
  });

  for (const service of services) service.routes?.(app);

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
  app.onError((error, context) => {
    const status = error instanceof StatusError ? error.status : "INTERNAL";
    if (status === "INTERNAL")
      report(`${context.req.method} ${context.req.path}: ${error.stack ?? error.message}`);
    const code = httpCode(status);
    return context.json({ error: { code, message: error.message, status } }, code as 400);
  });
  return app;
}

export async function startHttpServer({ port, ...options }: Options): Promise<HttpServer> {
  const app = createHttpApp(options);
  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => void listener(request, response));
  // A push may take as long as a forecast, an upload as long as its sender wants.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 500).unref();
      }),
  };
}
