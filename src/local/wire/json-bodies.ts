// Bodies of the APIs are JSON, and have to say so: what a web page may send without asking first does not.
import type { MiddlewareHandler } from "hono";
import { StatusError } from "./status.ts";

/** Cloud Storage takes contents of any kind, and Cloud Run what its container takes. */
const jsonPaths = /^\/(_local|v[0-9]+(beta[0-9]+)?|cloudbuild)\//;

export const jsonBodies: MiddlewareHandler = async ({ req }, next) => {
  const hasBody =
    Number(req.header("content-length") ?? 0) > 0 || req.header("transfer-encoding") !== undefined;
  const type = req.header("content-type") ?? "";
  if (jsonPaths.test(req.path) && hasBody && !/^application\/json\s*(;|$)/i.test(type)) {
    const sent = type === "" ? "it has no content type" : `it is ${type.slice(0, 100)}`;
    throw new StatusError(
      "INVALID_ARGUMENT",
      `The body is not taken as JSON, since ${sent}. Send it with "Content-Type: application/json".`,
    );
  }
  await next();
};
