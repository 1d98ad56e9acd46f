// What the routes of Cloud Storage share.
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Context, Hono } from "hono";
import type { HttpBindings } from "@hono/node-server";
import { apiIsOff, isOn } from "../../../wire/consumer.ts";
import type { Project } from "../../../state/projects.ts";
import type { ServiceContext } from "../../../service.ts";
import { refuseAcl } from "../acl.ts";
import { refuseObjectSettings } from "../refused-settings.ts";
import type { Bucket, Buckets } from "../buckets/buckets.ts";
import type { DeletedBuckets } from "../buckets/deleted-buckets.ts";
import type { Changes } from "../changes.ts";
import { conditionsOf, isTrue, numberParameter, type Conditions, type Query } from "../conditions.ts";
import type { Contents } from "../objects/contents.ts";
import { parseMetadata } from "./multipart.ts";
import { checkObjectName } from "../names.ts";
import { withoutNulls } from "../resource.ts";
import type { MultipartUploads } from "./multipart-uploads.ts";
import type { Notifications } from "../notifications.ts";
import { objectFields } from "../objects/object-fields.ts";
import type { FormerObjects } from "../objects/former-objects.ts";
import type { ObjectFields, Objects, StoredObject } from "../objects/objects.ts";
import type { Outbox } from "../outbox.ts";
import { invalid, objectNotFound, required, StorageError } from "../storage-error.ts";

export interface Parts {
  context: ServiceContext;
  buckets: Buckets;
  objects: Objects;
  former: FormerObjects;
  contents: Contents;
  notifications: Notifications;
  outbox: Outbox;
  changes: Changes;
  multipart: MultipartUploads;
  deleted: DeletedBuckets;
}

export type App = Hono<{ Bindings: HttpBindings }>;
export type Request = Context<{ Bindings: HttpBindings }>;

/** Preconditions on the resource that the request names. */
export const requestConditions = (request: Request): Conditions =>
  conditionsOf(request.req.query(), (name) => request.req.header(name));

/** A segment of the path, decoded. */
export function segment(request: Request, name: string): string {
  const value = request.req.param(name);
  if (value === undefined || value === "") throw required(name);
  return value;
}

export const jsonBody = async (request: Request): Promise<Record<string, unknown>> =>
  withoutNulls(await patchBody(request));

/** A body in which null means that a field is to be removed. */
export async function patchBody(request: Request): Promise<Record<string, unknown>> {
  return parseMetadata(new Uint8Array(await request.req.arrayBuffer()));
}

/**
 * The body as it comes. Who stops reading it leaves the rest, and the connection goes on with the next request. A loop
 * ends it by itself; who takes it piece by piece has to call `return`, or what is left cannot be read by anybody.
 */
export const sentBody = (request: Request): AsyncIteratorObject<Uint8Array> =>
  request.env.incoming.iterator({ destroyOnReturn: false }) as AsyncIteratorObject<Uint8Array>;

/** The body without the gzip that it may have been sent in. */
export function contentOf(request: Request): AsyncIteratorObject<Uint8Array> {
  const sent = sentBody(request);
  return request.req.header("content-encoding") === "gzip" ? unzipped(sent) : sent;
}

async function* unzipped(sent: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip();
  // What goes wrong on the way is met by whoever reads the end of it.
  pipeline(sent, unzip, () => undefined);
  try {
    yield* unzip as AsyncIterable<Uint8Array>;
  } catch (error) {
    const isNoGzip = error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
    throw isNoGzip ? invalid("Content-Encoding says gzip, and the body is none.") : error;
  }
}

/** The object that a request names: the live one, or with a generation also a noncurrent one. */
export function liveObject(
  { buckets, objects, former }: Parts,
  bucket: string,
  name: string,
  generation?: number,
): StoredObject {
  buckets.get(bucket);
  const live = objects.find(bucket, name);
  if (live && (generation === undefined || generation === live.generation)) return live;
  const noncurrent =
    generation === undefined ? undefined : former.find("noncurrent", { bucket, name, generation });
  if (!noncurrent) throw objectNotFound(bucket, name);
  return noncurrent;
}

export function namedObject(parts: Parts, request: Request): StoredObject {
  const generation = numberParameter(request.req.query(), "generation");
  const [bucket, name] = [segment(request, "bucket"), segment(request, "object")];
  if (!isTrue(request.req.query(), "softDeleted")) return liveObject(parts, bucket, name, generation);
  if (generation === undefined) throw required("generation");
  parts.buckets.get(bucket);
  const deleted = parts.former.find("softDeleted", { bucket, name, generation });
  if (!deleted) throw objectNotFound(bucket, name);
  return deleted;
}

/** Fields of a new object in the bucket. */
export function newFields(bucket: Bucket, body: Record<string, unknown>, query: Query): ObjectFields {
  refuseAcl(bucket, body, query);
  refuseObjectSettings(body);
  return objectFields(body, bucket.fields.storageClass);
}

/** Name and metadata of what is uploaded, from the query and from the metadata that came with it. */
export type Destination = ReturnType<typeof destinationOf>;

export function destinationOf(request: Request, metadata: Record<string, unknown>) {
  const name = request.req.query("name") ?? metadata["name"];
  if (typeof name !== "string" || name === "") throw required("name");
  checkObjectName(name);
  const contentEncoding = request.req.query("contentEncoding");
  return {
    bucket: segment(request, "bucket"),
    name,
    metadata: { ...metadata, ...(contentEncoding !== undefined && { contentEncoding }) },
  };
}

const api = "storage.googleapis.com";

/**
 * The project that a request speaks of.
 * @param absent the answer when there is none, or none that is alive
 * @throws StorageError also when the request names none, or when Cloud Storage is switched off in it
 */
export function projectOf(
  { context: { projects } }: Parts,
  given: string | undefined,
  absent: () => StorageError = () => invalid(`Unknown project id: ${given}`),
): Project {
  if (given === undefined || given === "") throw required("project");
  const project = projects.find(given);
  if (project?.state !== "ACTIVE") throw absent();
  if (isOn(projects, project, api)) return project;
  throw new StorageError(403, "accessNotConfigured", apiIsOff(project, api));
}
