// Objects made of other objects: copy, rewrite, move and compose.
import type { Readable } from "node:stream";
import { composeBody, type ComposeSource } from "../uploads/bodies.ts";
import { check, conditionsOf, numberParameter } from "../conditions.ts";
import { checkObjectName } from "../names.ts";
import type { StoredObject } from "./objects.ts";
import {
  jsonBody,
  liveObject,
  namedObject,
  newFields,
  segment,
  type App,
  type Parts,
  type Request,
} from "../uploads/parts.ts";
import { conditionNotMet, invalid, objectNotFound } from "../storage-error.ts";

export function copyRoutes(app: App, parts: Parts): void {
  const { buckets, objects, contents, changes } = parts;

  async function copy(request: Request): Promise<StoredObject> {
    const body = await jsonBody(request);
    const query = request.req.query();
    const generation = numberParameter(query, "sourceGeneration");
    const source = liveObject(parts, segment(request, "bucket"), segment(request, "object"), generation);
    check(conditionsOf(query, undefined, "ifSource"), source, "write");
    const name = segment(request, "toObject");
    checkObjectName(name);
    const bucket = buckets.get(segment(request, "toBucket"));
    // A body replaces the source's metadata, no body keeps them.
    const { storageClass: _, ...inherited } = source.fields;
    const isReplaced = Object.keys(body).some((key) => key !== "storageClass");
    const fields = newFields(bucket, isReplaced ? body : { ...inherited, ...body }, query);
    const content = { ...source.content, id: contents.link(source.content.id) };
    const { componentCount } = source;
    return changes.finalize(
      { bucket: bucket.name, name, content, fields, ...(componentCount && { componentCount }) },
      conditionsOf(query),
    );
  }

  // https://cloud.google.com/storage/docs/json_api/v1/objects/copy
  app.post("/b/:bucket/o/:object/copyTo/b/:toBucket/o/:toObject", async (request) =>
    request.json(objects.resource(await copy(request))),
  );

  // https://cloud.google.com/storage/docs/json_api/v1/objects/rewrite
  app.post("/b/:bucket/o/:object/rewriteTo/b/:toBucket/o/:toObject", async (request) => {
    const copied = await copy(request);
    const size = `${copied.content.size}`;
    return request.json({
      kind: "storage#rewriteResponse",
      totalBytesRewritten: size,
      objectSize: size,
      done: true,
      resource: objects.resource(copied),
    });
  });

  // https://cloud.google.com/storage/docs/json_api/v1/objects/move
  app.post("/b/:bucket/o/:object/moveTo/o/:toObject", (request) => {
    const query = request.req.query();
    const source = namedObject(parts, request);
    check(conditionsOf(query, undefined, "ifSource"), source, "write");
    const name = segment(request, "toObject");
    checkObjectName(name);
    if (name === source.name) throw invalid("The source and the destination of a move must be different.");
    return request.json(objects.resource(changes.move(source, name, conditionsOf(query))));
  });

  // https://cloud.google.com/storage/docs/json_api/v1/objects/compose
  app.post("/b/:bucket/o/:object/compose", async (request) => {
    const body = composeBody(await jsonBody(request));
    const query = request.req.query();
    const bucket = buckets.get(segment(request, "bucket"));
    const name = segment(request, "object");
    checkObjectName(name);
    const sources = body.sourceObjects.map((given) => sourceOf(bucket.name, given));
    if (sources.length === 0) throw invalid("You must provide at least one source component.");
    if (sources.length > 32) {
      throw invalid(`The number of source components provided (${sources.length}) exceeds the maximum (32).`);
    }
    const fields = newFields(bucket, body.destination, query);
    const { md5Hash: _, ...content } = await contents.write(concatenated(sources));
    const componentCount = sources.reduce((sum, source) => sum + (source.componentCount ?? 1), 0);
    return request.json(
      objects.resource(
        changes.finalize({ bucket: bucket.name, name, content, fields, componentCount }, conditionsOf(query)),
      ),
    );
  });

  function sourceOf(bucket: string, { name, generation, objectPreconditions }: ComposeSource): StoredObject {
    const live = objects.find(bucket, name);
    if (!live || (generation !== undefined && Number(generation) !== live.generation)) {
      throw objectNotFound(bucket, name);
    }
    const expected = objectPreconditions?.ifGenerationMatch;
    if (expected !== undefined && Number(expected) !== live.generation) throw conditionNotMet();
    return live;
  }

  async function* concatenated(sources: StoredObject[]): AsyncGenerator<Uint8Array> {
    // All are opened first: none can be replaced or removed while the others are read.
    const streams: Readable[] = [];
    try {
      for (const { content } of sources) streams.push(contents.read(content));
      for (const stream of streams) yield* stream as AsyncIterable<Uint8Array>;
    } finally {
      for (const stream of streams) stream.destroy();
    }
  }
}
