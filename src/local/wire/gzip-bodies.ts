// Bodies of requests that come in gzip, as Java's clients send them. Contents of objects are unpacked where they are read.
// https://cloud.google.com/storage/docs/json_api#compression
import type { Context, MiddlewareHandler, Next } from "hono";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { isStream, limitOf } from "./body-limits.ts";

const unzip = promisify(gunzip);

export const unzipBodies: MiddlewareHandler = async (context: Context, next: Next) => {
  const { raw } = context.req;
  if (context.req.header("content-encoding") !== "gzip" || raw.body === null || isStream(context))
    return next();
  // Of the XML API: the requests of an upload in parts say how the object to come is encoded.
  const { uploads, uploadId } = context.req.query();
  if (uploads !== undefined || uploadId !== undefined) return next();
  try {
    // A few bytes of gzip may stand for gigabytes.
    const body = await unzip(await raw.arrayBuffer(), { maxOutputLength: limitOf(context) });
    context.req.raw = new Request(raw, { method: raw.method, body });
  } catch {
    const message = `Content-Encoding says gzip, and the body is none, or one of more than ${limitOf(context)} bytes.`;
    return context.json({ error: { code: 400, message, status: "INVALID_ARGUMENT" } }, 400);
  }
  return next();
};
