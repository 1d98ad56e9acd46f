// How much a request may bring. Contents of objects and forecasts have limits of their own, where they are read.
import type { Context, MiddlewareHandler, Next } from "hono";

/** As over gRPC: a message of 10 MB in base64, and some more. */
const dataLimit = 16 * 1024 * 1024;

/** What describes something is small; reading what is large keeps all others waiting. */
const otherLimit = 2 * 1024 * 1024;

const bringsData = /:publish$|\/entries:write$|^\/batch\//;

/** Of a body that is read as a whole. */
export const limitOf = ({ req }: Context): number => (bringsData.test(req.path) ? dataLimit : otherLimit);

const refuse = (context: Context): Response =>
  context.json(
    { error: { code: 413, message: `Request bodies of more than ${limitOf(context)} bytes are not taken.` } },
    413,
  );

/** Whoever is cut off while it sends never sees why, so that so much is read of what is refused. */
const mostRead = 64 * 1024 * 1024;

/** @returns undefined for a body of more bytes than the limit */
async function readWithin(body: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size <= limit) pieces.push(piece);
    else pieces.length = 0;
    if (size > mostRead) break;
  }
  return size <= limit ? Buffer.concat(pieces) : undefined;
}

/** Streams are read piece by piece: uploads, but for the metadata that begin one. The front door of Cloud Run comes before this. */
export function isStream({ req }: Context): boolean {
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
  const limit = limitOf(context);
  if (length !== undefined && Number(length) > limit) return refuse(context);
  const { raw } = context.req;
  if (context.req.header("transfer-encoding") === undefined || raw.body === null) return next();
  // The size of what comes in chunks is known only at its end.
  const body = await readWithin(raw.body, limit);
  if (body === undefined) return refuse(context);
  context.req.raw = new Request(raw, { method: raw.method, body });
  return next();
};
