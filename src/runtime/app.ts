// The container's HTTP face. The caller's token is not checked here: Cloud Run has done it, and removed the signature.
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { CloudRunnerError } from "../core/errors.ts";
import { deliver } from "./delivery.ts";
import type { DeliveryDependencies, Outcome } from "./delivery.ts";
import type { Drain } from "./drain.ts";
import { errorFields, traceFrom } from "./log.ts";
import type { Logger } from "./log.ts";
import { decodePush } from "./notification.ts";

export interface AppDependencies extends DeliveryDependencies {
  log: Logger;
  drain: Drain;
  /** Whether a forecast would start without waiting. */
  isReady(): boolean;
}

/** Pub/Sub's largest message is 10 MB, which base64 makes 13.4 MB; a storage notification has 2 kB. */
const maximumBodyBytes = 16 * 1024 * 1024;

type Variables = { Variables: { log: Logger } };

export function createApp(dependencies: AppDependencies): Hono<Variables> {
  const { log, drain, clock } = dependencies;
  const app = new Hono<Variables>();

  app.use(async (c, next) => {
    const trace = traceFrom((name) => c.req.header(name));
    c.set("log", trace ? log.with({ trace }) : log);
    await next();
  });

  app.get("/health", (c) => c.json({ status: "ok" }));

  app.get("/ready", (c) => {
    const ready = dependencies.isReady() && !drain.isDraining;
    return c.json(
      { status: ready ? "ready" : drain.isDraining ? "draining" : "starting" },
      ready ? 200 : 503,
    );
  });

  app.post("/", bodyLimit({ maxSize: maximumBodyBytes }), async (c) => {
    const leave = drain.enter();
    if (leave === undefined) throw new HTTPException(503, { message: "This instance is stopping." });
    try {
      const startedAt = clock.now();
      const decoded = decodePush(c.req.header("content-type"), await c.req.text());
      if (decoded.kind === "foreign") throw new HTTPException(400, { message: decoded.problem });
      if (decoded.kind === "malformed") {
        const { problem, messageId } = decoded;
        const labels = messageId === undefined ? {} : { messageId };
        // Any answer but 2xx would bring the same message again.
        c.var.log.with({ labels }).log("ERROR", `Dropped a message that can never be worked on: ${problem}`, {
          code: "message.malformed",
        });
        return c.body(null, 204);
      }
      const { notification } = decoded;
      const { name: input, generation, messageId, deliveryAttempt } = notification;
      c.set("log", c.var.log.with({ labels: { input, generation, messageId } }));
      const outcome = await deliver(notification, dependencies, c.var.log, c.req.raw.signal);
      const durationMs = clock.now() - startedAt;
      c.var.log.log("INFO", sentenceFor(outcome, input), {
        outcome: outcome.kind,
        durationMs,
        deliveryAttempt,
      });
      const worked = outcome.kind === "predicted" || outcome.kind === "rejected";
      return worked ? c.json(outcome, 200) : c.body(null, 204);
    } finally {
      leave();
    }
  });

  app.notFound((c) => c.json({ error: { code: "http.not-found", message: "There is nothing here." } }, 404));

  app.onError((error, c) => {
    if (error instanceof HTTPException) {
      const { status, message } = error;
      c.var.log.log("WARNING", `Refused ${c.req.method} ${c.req.path}: ${message || status}`, { status });
      return c.json({ error: { code: `http.${status}`, message } }, status);
    }
    // Pub/Sub delivers again after either; 503 says that it may help, 500 that it is our bug.
    const known = error instanceof CloudRunnerError;
    const message = known ? `Will be tried again: ${error.message}` : `Unexpected: ${error.message}`;
    const severity = known && error.code === "forecast.aborted" ? "WARNING" : "ERROR";
    c.var.log.log(severity, message, errorFields(error));
    const code = known ? error.code : "unexpected";
    return c.json({ error: { code, message: known ? error.message : "Internal error." } }, known ? 503 : 500);
  });

  return app;
}

function sentenceFor(outcome: Outcome, input: string): string {
  switch (outcome.kind) {
    case "ignored":
      return `Ignored ${input}: ${outcome.reason}`;
    case "gone":
      return `Nothing to do for ${input}: this generation was replaced or deleted`;
    case "answered-before":
      return `Nothing to do for ${input}: ${outcome.object} answers generation ${outcome.generation}`;
    case "predicted":
      return `Wrote the forecast ${outcome.object}`;
    case "rejected":
      return `Wrote the error report ${outcome.object} (${outcome.code})`;
  }
}
