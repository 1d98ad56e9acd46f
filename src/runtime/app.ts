// The container's HTTP face. The caller's token is not checked here: Cloud Run has done it, and removed the signature.
import { Hono, type Context, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { maximumOrderBytes, schedulePath } from "../core/schedules/schedule-contract.ts";
import { deadLetterPath } from "../core/events/event-contract.ts";
import { deliver } from "./delivery/delivery.ts";
import type { Drain } from "./drain.ts";
import type { DeliveryDependencies } from "./forecast/attempt.ts";
import { failureOf, failures } from "./delivery/failures.ts";
import { errorFields, traceFrom, type Logger } from "./log.ts";
import { decodePush, type Notification } from "./delivery/notification.ts";
import { sentenceFor } from "./delivery/outcome.ts";

export interface AppDependencies extends DeliveryDependencies {
  log: Logger;
  drain: Drain;
  /** Whether a forecast would start without waiting. */
  isReady(): boolean;
}

/** Pub/Sub's largest message is 10 MB, which base64 makes 13.4 MB; a storage notification has 2 kB. */
const maximumBodyBytes = 16 * 1024 * 1024;

type Variables = { Variables: { log: Logger } };

/** Who says how long a body is needs no look at it: that would make a stream of it first. */
function limitBody(maxSize: number): MiddlewareHandler {
  const limit = bodyLimit({ maxSize });
  return (c, next) => {
    const length = c.req.header("content-length");
    const isPlain = length !== undefined && c.req.header("transfer-encoding") === undefined;
    return isPlain && Number(length) <= maxSize ? next() : limit(c, next);
  };
}

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

  /** Does the work of one request, which the end of the instance waits for. */
  async function entered<T>(work: () => Promise<T>): Promise<T> {
    const leave = drain.enter();
    if (leave === undefined) {
      throw new HTTPException(failures["instance.stopping"].status, {
        message: "This instance is stopping.",
      });
    }
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Of the message that is pushed; undefined for one that can never be worked on, which is said in the log. */
  async function notificationIn(c: Context<Variables>): Promise<Notification | undefined> {
    const decoded = decodePush(c.req.header("content-type"), await c.req.text());
    if (decoded.kind === "foreign") {
      throw new HTTPException(decoded.status, { message: decoded.problem });
    }
    if (decoded.kind === "malformed") {
      const { problem, messageId } = decoded;
      const labels = messageId === undefined ? {} : { messageId };
      const { severity } = failures["message.malformed"];
      c.var.log.with({ labels }).log(severity, `Dropped a message that can never be worked on: ${problem}`, {
        code: "message.malformed",
      });
      return undefined;
    }
    const { name: input, generation, messageId } = decoded.notification;
    c.set("log", c.var.log.with({ labels: { input, generation, messageId } }));
    return decoded.notification;
  }

  app.post("/", limitBody(maximumBodyBytes), async (c) => {
    return entered(async () => {
      const startedAt = clock.now();
      const notification = await notificationIn(c);
      // Any answer but 2xx would bring the same message again.
      if (notification === undefined) return c.body(null, 204);
      const { name: input, deliveryAttempt } = notification;
      const outcome = await deliver(notification, dependencies, c.var.log, c.req.raw.signal);
      const durationMs = clock.now() - startedAt;
      c.var.log.log("INFO", sentenceFor(outcome, input), {
        outcome: outcome.kind,
        durationMs,
        deliveryAttempt,
        ...(outcome.kind === "handed-over" && { estimatedSeconds: outcome.estimate }),
      });
      if (outcome.kind === "under-way") {
        const code = "delivery.under-way";
        const message = "Another delivery is forecasting this input.";
        return c.json({ error: { code, message } }, failures[code].status);
      }
      const worked = ["predicted", "worked-off", "rejected", "handed-over"].includes(outcome.kind);
      return worked ? c.json(outcome, 200) : c.body(null, 204);
    });
  });

  app.post(deadLetterPath, limitBody(maximumBodyBytes), async (c) => {
    return entered(async () => {
      const notification = await notificationIn(c);
      if (notification === undefined) return c.body(null, 204);
      // Few instances ever see one.
      const { announceGivenUp } = await import("./events/announce-given-up.ts");
      const told = await announceGivenUp(notification, dependencies, c.var.log);
      const { name, givenUpAfter } = notification;
      const message =
        told === "announced" ? `Announced that ${name} was given up` : `Nothing to announce of ${name}`;
      c.var.log.log("INFO", message, { ...(givenUpAfter !== undefined && { givenUpAfter }) });
      return c.body(null, 204);
    });
  });

  app.post(schedulePath(":name"), limitBody(2 * maximumOrderBytes), async (c) => {
    return entered(async () => {
      // Few instances ever see a tick.
      const { answerTick, sentenceOf } = await import("./schedules/tick.ts");
      const schedule = c.req.param("name")!;
      const scheduleTime = c.req.header("x-cloudscheduler-scheduletime");
      const request = { schedule, scheduleTime, body: await c.req.text() };
      const { store, settings } = dependencies;
      const tick = await answerTick(request, { store, clock, inputBucket: settings.inputBucket });
      if (tick.kind === "foreign") throw new HTTPException(400, { message: tick.problem });
      const made = sentenceOf(tick);
      c.var.log.with({ labels: { schedule } }).log("INFO", made, { tick: tick.tick });
      return c.json(tick, 200);
    });
  });

  app.all("/", (c) => {
    c.header("allow", "POST");
    throw new HTTPException(405, { message: "Messages are delivered here by POST." });
  });

  app.notFound((c) => c.json({ error: { code: "http.not-found", message: "There is nothing here." } }, 404));

  app.onError((error, c) => {
    if (error instanceof HTTPException) {
      const { status, message } = error;
      c.var.log.log("WARNING", `Refused ${c.req.method} ${c.req.path}: ${message || status}`, { status });
      return c.json({ error: { code: `http.${status}`, message } }, status);
    }
    const failure = failureOf(error);
    const { status, severity } = failures[failure];
    const isKnown = failure !== "unexpected";
    const message = isKnown ? `Will be tried again: ${error.message}` : `Unexpected: ${error.message}`;
    c.var.log.log(severity, message, errorFields(error));
    const body = { error: { code: failure, message: isKnown ? error.message : "Internal error." } };
    return c.json(body, status as ContentfulStatusCode);
  });

  return app;
}
