// Cloud Storage's JSON API. https://cloud.google.com/storage/docs/json_api
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { repeat } from "../../../core/clock.ts";
import type { PubSubService } from "../pubsub/pubsub.ts";
import { serviceAgentsOf } from "../agents.ts";
import { aclRoutes } from "./acl-routes.ts";
import { batchRoutes } from "./batch.ts";
import { bucketRoutes } from "./buckets/bucket-routes.ts";
import { bucketProject, openBuckets } from "./buckets/buckets.ts";
import { openDeletedBuckets } from "./buckets/deleted-buckets.ts";
import { policyRoutes } from "./buckets/policy-routes.ts";
import { wholeBucketRoutes } from "./buckets/whole-bucket-routes.ts";
import { createChanges } from "./changes.ts";
import { openContents } from "./objects/contents.ts";
import { openSmallContents } from "./objects/small-contents.ts";
import { copyRoutes } from "./objects/copy-routes.ts";
import { applyLifecycle } from "./buckets/lifecycle.ts";
import { notEmulatedRoutes } from "./not-emulated.ts";
import { openNotifications } from "./notifications.ts";
import { folderRoutes } from "./buckets/folder-routes.ts";
import { downloadRoutes, objectRoutes } from "./objects/object-routes.ts";
import { openFormerObjects } from "./objects/former-objects.ts";
import { restoreRoutes } from "./objects/restore-routes.ts";
import { openObjects } from "./objects/objects.ts";
import { openOutbox } from "./outbox.ts";
import { answerInPart } from "./partial.ts";
import { openMultipartUploads } from "./uploads/multipart-uploads.ts";
import type { Parts } from "./uploads/parts.ts";
import { createResumableUploads } from "./uploads/resumable.ts";
import { jsonError, StorageError } from "./storage-error.ts";
import { refuseCustomerKeys } from "./refused-settings.ts";
import { uploadRoutes } from "./uploads/upload-routes.ts";
import type { SignatureHolds } from "./xml/signed-url.ts";
import { xmlError } from "./xml/xml-error.ts";
import { xmlRoutes } from "./xml/xml-routes.ts";
import { diskTrouble } from "../../../core/disk/trouble.ts";
import { diskMessage } from "../../state/disk-trouble.ts";
import type { ServiceContext, LocalService } from "../../service.ts";

export interface StorageService extends LocalService {
  /** The live object; its bytes only when it has no more than `most`. */
  readObject: (
    bucket: string,
    name: string,
    most: number,
  ) => Promise<{ generation: number; bytes: Buffer | undefined } | undefined>;
}

interface Surroundings extends Pick<PubSubService, "publish" | "topicExists"> {
  /** Who signed an address. */
  signatureHolds?: SignatureHolds;
}

const lifecycleEveryMs = 10 * 60 * 1000;

export function createStorage(
  context: ServiceContext,
  { publish, topicExists, signatureHolds = () => undefined }: Surroundings,
): StorageService {
  const { store, clock, report } = context;
  const buckets = openBuckets(context);
  const objects = openObjects(context);
  const former = openFormerObjects(context);
  const contents = openContents(join(store.folder, "objects"), openSmallContents(store));
  const notifications = openNotifications(
    context,
    topicExists,
    (bucket) => serviceAgentsOf(bucketProject(buckets.get(bucket))).storage,
  );
  const outbox = openOutbox(context, notifications, publish);
  const changes = createChanges(context, { buckets, objects, former, contents, outbox });
  const deleted = openDeletedBuckets(context, { buckets, former });
  const multipart = openMultipartUploads(context, contents);
  const stored = { buckets, objects, former, contents, notifications, outbox, changes, multipart, deleted };
  const parts: Parts = { context, ...stored };
  const resumable = createResumableUploads(parts);
  // Before the first request: no upload can be under way.
  const used = new Set([...objects.contentIds(), ...former.contentIds(), ...multipart.contentIds()]);
  contents.sweep((id) => used.has(id));
  resumable.sweep();
  const stop = new AbortController();
  let repeating: Promise<void> | undefined;

  /** The refusal that an error stands for; undefined where nobody is left to be told. */
  function refusalOf(error: Error): StorageError | undefined {
    if (error instanceof StorageError) return error;
    // The sender closed the connection in the middle. Nothing was kept.
    if ("code" in error && error.code === "ECONNRESET") return undefined;
    const cause = diskTrouble(error);
    if (cause !== undefined) {
      const full = new StorageError(507, "diskTrouble", diskMessage(store.folder, cause));
      report(`Cloud Storage: ${full.message}`);
      return full;
    }
    report(`Cloud Storage: ${error.stack ?? error.message}`);
    return new StorageError(500, "backendError", "The local cloud failed; its log has the details.");
  }
  const refuse =
    (answer: (refusal: StorageError) => Response) =>
    (error: Error): Response => {
      const refusal = refusalOf(error);
      if (refusal === undefined) return new Response(null, { status: 499 });
      return refusal.code === 304 ? new Response(null, { status: 304 }) : answer(refusal);
    };

  return {
    async readObject(bucket, name, most) {
      const found = objects.find(bucket, name);
      if (found === undefined) return undefined;
      const { generation, content } = found;
      return { generation, bytes: content.size > most ? undefined : await buffer(contents.read(content)) };
    },
    routes(app) {
      const owners = new Hono<{ Bindings: HttpBindings }>();
      wholeBucketRoutes(owners, parts);
      owners.onError(refuse(jsonError));
      app.route("/", owners as unknown as Hono);
      const policies = new Hono<{ Bindings: HttpBindings }>();
      policies.use("/b/:bucket/iam", answerInPart, refuseCustomerKeys);
      policyRoutes(policies, parts);
      policies.onError(refuse(jsonError));
      for (const base of ["/storage/v1", "/"]) app.route(base, policies as unknown as Hono);
    },
    openRoutes(app) {
      const api = new Hono<{ Bindings: HttpBindings }>();
      for (const path of ["/b", "/b/*"]) api.use(path, answerInPart, refuseCustomerKeys);
      bucketRoutes(api, parts);
      folderRoutes(api, parts);
      objectRoutes(api, parts);
      copyRoutes(api, parts);
      restoreRoutes(api, parts);
      aclRoutes(api, parts);
      notEmulatedRoutes(api);
      api.onError(refuse(jsonError));
      const transfers = new Hono<{ Bindings: HttpBindings }>();
      transfers.use("/upload/*", answerInPart);
      for (const path of ["/upload/*", "/resumable/*", "/download/*"])
        transfers.use(path, refuseCustomerKeys);
      uploadRoutes(transfers, parts, resumable);
      downloadRoutes(transfers, parts);
      batchRoutes(transfers, (request, bindings) => app.fetch(request, bindings));
      transfers.onError(refuse(jsonError));
      const xml = new Hono<{ Bindings: HttpBindings }>();
      xml.use("/:bucket/:object{.+}", refuseCustomerKeys);
      xmlRoutes(xml, parts, signatureHolds);
      xml.onError(refuse(xmlError));
      app.route("/", transfers as unknown as Hono);
      app.route("/storage/v1", api as unknown as Hono);
      // Clients that are pointed here by STORAGE_EMULATOR_HOST leave the prefix out.
      app.route("/", api as unknown as Hono);
      // Last, since any path may be one of a bucket.
      app.route("/", xml as unknown as Hono);
    },
    start() {
      outbox.start();
      repeating = repeat(clock, lifecycleEveryMs, stop.signal, () => applyLifecycle(parts));
    },
    async close() {
      stop.abort();
      await Promise.all([repeating, outbox.close(), contents.settled()]);
    },
  };
}
