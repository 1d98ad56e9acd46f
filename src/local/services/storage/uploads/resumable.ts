// Resumable uploads: a session that survives broken connections and restarts of the local cloud.
// https://cloud.google.com/storage/docs/performing-resumable-uploads
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { checkClaims, claimsOf } from "../objects/checksums.ts";
import { check, conditionsOf, type Query } from "../conditions.ts";
import { sizeLimit, tooLarge } from "../objects/contents.ts";
import {
  contentOf,
  destinationOf,
  jsonBody,
  newFields,
  type Destination,
  type Parts,
  type Request,
} from "./parts.ts";
import { invalid, notFound } from "../storage-error.ts";

export type ResumableUploads = ReturnType<typeof createResumableUploads>;

interface Session extends Destination {
  query: Query;
  hashHeader?: string;
  contentType?: string;
  startedAt: number;
  /** Set when the object is there. */
  finished?: true;
}

const lifetimeMs = 7 * 24 * 3600 * 1000;
const smallestChunk = 256 * 1024;

export function createResumableUploads(parts: Parts) {
  const { buckets, objects, contents, changes, context } = parts;
  const sessions = context.store.collection<Session>("storage_uploads");
  const folder = join(context.store.folder, "uploads");
  mkdirSync(folder, { recursive: true });
  const path = (id: string) => join(folder, id);
  const received = (id: string): number => statSync(path(id), { throwIfNoEntry: false })?.size ?? 0;
  /** A sender that lost its connection may come back before the old request has ended: they take turns. */
  const turns = new Map<string, Promise<unknown>>();

  function forget(id: string): void {
    sessions.delete(id);
    rmSync(path(id), { force: true });
  }

  function sessionOf(request: Request): { id: string; session: Session } {
    const id = request.req.query("upload_id") ?? "";
    const session = sessions.get(id);
    if (!session) throw notFound("No such upload session; it may have expired.");
    return { id, session };
  }

  function incomplete(id: string): Response {
    const size = received(id);
    return new Response(null, { status: 308, headers: size > 0 ? { Range: `bytes=0-${size - 1}` } : {} });
  }

  /** Appends what arrives from `start` on, without the bytes that are there already. */
  async function append(id: string, start: number, source: AsyncIterable<Uint8Array>): Promise<void> {
    let size = received(id);
    if (start > size) {
      throw invalid(
        `Invalid request. According to the Content-Range header, the upload offset is ${start} byte(s), which exceeds already uploaded size of ${size} byte(s).`,
      );
    }
    let skip = size - start;
    const file = await open(path(id), "a");
    try {
      for await (const chunk of source) {
        const fresh = chunk.subarray(skip);
        skip -= chunk.length - fresh.length;
        size += fresh.length;
        if (size > sizeLimit) throw tooLarge();
        if (fresh.length > 0) await file.writeFile(fresh);
      }
    } finally {
      await file.close();
    }
  }

  async function finish(id: string, session: Session, hashHeader: string | undefined): Promise<Response> {
    const { bucket, name, metadata, query } = session;
    const claims = claimsOf(metadata, hashHeader ?? session.hashHeader);
    const withType = { contentType: session.contentType ?? "application/octet-stream", ...metadata };
    const fields = newFields(buckets.get(bucket), withType, query);
    if (received(id) === 0) await (await open(path(id), "a")).close();
    const content = await contents.adopt(path(id));
    try {
      checkClaims(claims, content);
    } catch (error) {
      contents.remove(content.id);
      forget(id);
      throw error;
    }
    // In one transaction, so that a sender that asks after a crash learns of this object and does not make a second one.
    const created = changes.finalize({ bucket, name, content, fields }, conditionsOf(query), () =>
      sessions.put(id, { ...session, finished: true }),
    );
    rmSync(path(id), { force: true });
    return Response.json(objects.resource(created));
  }

  async function take(request: Request): Promise<Response> {
    const { id, session } = sessionOf(request);
    const { bucket, name } = session;
    if (session.finished) {
      const live = objects.find(bucket, name);
      if (!live) throw notFound("No such object.");
      return Response.json(objects.resource(live));
    }
    const hashHeader = request.req.header("x-goog-hash");
    const range = parseRange(request.req.header("content-range"));
    if (range.start === undefined) {
      // A question how far the upload has come, or word that it is complete.
      if (range.total === undefined || received(id) < range.total) return incomplete(id);
      return finish(id, session, hashHeader);
    }
    const { start, end, total } = range;
    if (end !== undefined && total === undefined && end - start + 1 < smallestChunk) {
      throw invalid(
        `Invalid request. The number of bytes uploaded is required to be equal or greater than ${smallestChunk}, except for the final request (it's recommended to be the exact multiple of ${smallestChunk}). The received request contained ${end - start + 1} bytes, which does not meet this requirement.`,
      );
    }
    await append(id, start, contentOf(request));
    const size = received(id);
    if (total !== undefined && size > total) {
      forget(id);
      throw invalid(`Invalid request. ${size} bytes were received, but ${total} were announced.`);
    }
    // Without a total the request's own end ends the upload, unless it said that it is only a chunk.
    const isComplete = total === undefined ? end === undefined : size === total;
    return isComplete ? finish(id, session, hashHeader) : incomplete(id);
  }

  return {
    async start(request: Request): Promise<Response> {
      const query = request.req.query();
      if (Number(request.req.header("x-upload-content-length") ?? 0) > sizeLimit) throw tooLarge();
      const destination = destinationOf(request, await jsonBody(request));
      const bucket = buckets.get(destination.bucket);
      // Checked before the content is sent, and again when it is complete.
      check(conditionsOf(query), objects.find(destination.bucket, destination.name), "write");
      newFields(bucket, destination.metadata, query);
      const id = randomUUID().replaceAll("-", "");
      const hashHeader = request.req.header("x-goog-hash");
      const contentType = request.req.header("x-upload-content-type");
      sessions.put(id, {
        ...destination,
        query,
        startedAt: context.clock.now(),
        ...(hashHeader !== undefined && { hashHeader }),
        ...(contentType !== undefined && { contentType }),
      });
      const location = new URL(request.req.url);
      location.search = `uploadType=resumable&upload_id=${id}`;
      return new Response(null, { headers: { Location: location.href, "X-GUploader-UploadID": id } });
    },
    async put(request: Request): Promise<Response> {
      const id = request.req.query("upload_id") ?? "";
      const turn = (turns.get(id) ?? Promise.resolve()).catch(() => undefined).then(() => take(request));
      turns.set(id, turn);
      try {
        const answer = await turn;
        // Who cannot tell a 308 from a redirection asks for it in another form, as Go's client does.
        if (answer.status !== 308 || request.req.header("x-guploader-no-308") !== "yes") return answer;
        answer.headers.set("X-Http-Status-Code-Override", "308");
        return new Response(null, { status: 200, headers: answer.headers });
      } finally {
        if (turns.get(id) === turn) turns.delete(id);
      }
    },
    cancel(request: Request): Response {
      forget(sessionOf(request).id);
      // Google's answer to a cancelled upload.
      return new Response(null, { status: 499 });
    },
    /** Removes sessions of more than a week. */
    sweep() {
      for (const { name, value } of sessions.list()) {
        if (context.clock.now() - value.startedAt > lifetimeMs) forget(name);
      }
      for (const file of readdirSync(folder)) {
        const session = sessions.get(file);
        if (!session || session.finished) rmSync(path(file), { force: true });
      }
    },
  };
}

interface Range {
  /** Absent when no bytes are sent: `bytes *\/total`. */
  start?: number;
  /** Inclusive; absent when the sender does not know yet. */
  end?: number;
  total?: number;
}

function parseRange(header: string | undefined): Range {
  if (header === undefined) return { start: 0 };
  const found = /^bytes (?:\*|([0-9]+)-(?:([0-9]+)|\*))\/(?:([0-9]+)|\*)$/.exec(header.trim());
  if (!found) throw invalid(`Failed to parse Content-Range header: ${header}`);
  const [, start, end, total] = found;
  return {
    ...(start !== undefined && { start: Number(start) }),
    ...(end !== undefined && { end: Number(end) }),
    ...(total !== undefined && { total: Number(total) }),
  };
}
