// How much a request may bring. Contents of objects and forecasts have limits of their own, where they are read.
import type { Context, MiddlewareHandler, Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import { isFrontDoor } from "./front-door-path.ts";

/** As over gRPC: a message of 10 MB in base64, and some more. */
export const jsonLimit = 16 * 1024 * 1024;

const refuse = (context: Context): Response =>
  context.json(
    { error: { code: 413, message: `Request bodies of more than ${jsonLimit} bytes are not taken.` } },
    413,
  );

const limitChunked = bodyLimit({ maxSize: jsonLimit, onError: refuse });

/** Streams are read piece by piece: the front door of Cloud Run, and uploads, but for the metadata that begin one. */
export function isStream({ req }: Context): boolean {
  if (isFrontDoor(req.path)) return true;
  // Of the XML API: PUT /BUCKET/OBJECT.
  if (req.method === "PUT" && !/^\/(resumable|upload|storage|_local|b|v[0-9][^/]*)\//.test(req.path))
    return true;
  const isUpload = /^(\/resumable)?\/upload\//.test(req.path);
  // With an id it is a piece of one that has begun.
  const isBeginning = req.query("uploadType") === "resumable" && req.query("upload_id") === undefined;
  return isUpload && !(req.method === "POST" && isBeginning);
}

export const limitBodies: MiddlewareHandler = async (context: Context, next: Next) => {
  const { method } = context.req;
  if (method === "GET" || method === "HEAD" || isStream(context)) return next();
  const length = context.req.header("content-length");
  if (length !== undefined && Number(length) > jsonLimit) return refuse(context);
  // The size of what comes in chunks is known only at its end.
  if (context.req.header("transfer-encoding") !== undefined) return limitChunked(context, next);
  return next();
};
