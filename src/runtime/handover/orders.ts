// Orders for the job: an object in the output bucket says that an input is handed over, and its metadata to which execution.
import { randomUUID } from "node:crypto";
import {
  jobEnvironment,
  jobFolder,
  orderMetadata,
  orderName,
  type InputGeneration,
  type WorkOrder,
} from "../../core/job/job-contract.ts";
import { CloudError } from "../../core/errors.ts";
import type { Notification } from "../delivery/notification.ts";
import type { Outcome } from "../delivery/outcome.ts";
import { removeParts } from "../fanout/remove-parts.ts";
import type { JobRunner } from "../job/job-runner.ts";
import { errorFields, type Logger } from "../log.ts";
import type { Settings } from "../settings.ts";
import { contended, type ObjectStore, type StoredObject } from "../storage/object-store.ts";
import { encodeDone, type DonePart } from "./done.ts";
import type { HandOver } from "./hand-over.ts";

export interface OrderDependencies {
  store: ObjectStore;
  settings: Pick<Settings, "outputBucket">;
  jobs: JobRunner;
  log: Logger;
}

/** More than any order has. */
export const maximumOrderBytes = 1024 * 1024;

type Order = Pick<StoredObject, "bucket" | "name" | "generation" | "metadata">;

type HandedOver = Extract<Outcome, { kind: "handed-over" }>;

export const findOrder = (
  input: InputGeneration,
  { store, settings }: Pick<OrderDependencies, "store" | "settings">,
): Promise<StoredObject | undefined> => store.stat(settings.outputBucket, orderName(input));

/**
 * Writes the order first and starts an execution then: whatever dies between leaves an order that the next delivery finds.
 * @throws CloudError job.refused when no execution can be started, after which there is no order either
 */
export async function handOver(
  { reason, estimate, done }: Pick<HandOver, "reason" | "estimate" | "done">,
  { bucket, name: input, generation, messageId, deliveryAttempt }: Notification,
  dependencies: OrderDependencies,
): Promise<HandedOver> {
  const { store, settings } = dependencies;
  const identity = { bucket, name: input, generation };
  const body: WorkOrder = {
    schemaVersion: 1,
    input: identity,
    origin: { messageId, deliveryAttempt: deliveryAttempt ?? 1 },
    reason,
    ...(estimate !== undefined && { estimate }),
    ...(done.length > 0 && { done: `${jobFolder(identity)}done-${randomUUID()}` }),
  };
  const place = { bucket: settings.outputBucket, name: orderName(body.input) };
  const written = await store.write({
    ...place,
    content: `${JSON.stringify(body, undefined, 2)}\n`,
    contentType: "application/json",
    metadata: {},
    replaces: "0",
  });
  const order =
    written === "conflict" ? await store.stat(place.bucket, place.name) : { ...written, ...place };
  // Removed, so that its answer must be there.
  if (order === undefined)
    throw contended(`The order for gs://${bucket}/${input} was carried out meanwhile.`);
  // After the order, with which it is removed, so that nothing stays of a delivery that dies between.
  const isOurs =
    written !== "conflict" || (await names(body.done, { metadata: {}, bytes: 0, ...order }, store));
  if (isOurs && body.done !== undefined) await keep(done, body.done, dependencies);
  const handedOver = await carryOut({ metadata: {}, ...order }, dependencies);
  return { ...handedOver, reason, ...(estimate !== undefined && { estimate }) };
}

/** Whether only the answer to its writing was lost. */
async function names(done: string | undefined, order: StoredObject, store: ObjectStore): Promise<boolean> {
  if (done === undefined) return false;
  const content = await store.read(order, maximumOrderBytes);
  return content !== undefined && Buffer.from(content).includes(done);
}

/** The name is nobody else's: where it is there already, only the answer was lost. */
async function keep(
  done: readonly DonePart[],
  name: string,
  { store, settings }: OrderDependencies,
): Promise<void> {
  await store.write({
    bucket: settings.outputBucket,
    name,
    content: encodeDone(done),
    contentType: "application/octet-stream",
    metadata: {},
    replaces: "0",
  });
}

/** With all that was made for it. The order last: while it is there, somebody sees to it. */
export async function removeOrder(
  order: Pick<StoredObject, "bucket" | "name" | "generation">,
  store: ObjectStore,
): Promise<void> {
  const folder = order.name.slice(0, order.name.lastIndexOf("/") + 1);
  await removeParts(store, order.bucket, { folder, order: order.name });
  await store.remove(order);
}

/**
 * Sees to it that an execution works on an order that is there.
 * @throws CloudError as handOver does
 */
export async function carryOut(order: Order, dependencies: OrderDependencies): Promise<HandedOver> {
  const { store, jobs, log } = dependencies;
  const uri = `gs://${order.bucket}/${order.name}`;
  const before = await runningExecution(order, dependencies);
  if (before !== undefined) return { kind: "handed-over", order: uri, execution: before, reason: "before" };
  let execution: string;
  try {
    execution = await jobs.run({ env: { [jobEnvironment.workOrder]: uri } });
  } catch (error) {
    if (error instanceof CloudError && error.code === "job.refused") await removeOrder(order, store);
    throw error;
  }
  try {
    await store.update(order, { [orderMetadata.execution]: execution });
  } catch (error) {
    // It runs all the same; a delivery that comes again starts another one, which finds out.
    log.log("WARNING", `Could not write the name of ${execution} on ${uri}`, errorFields(error));
  }
  return { kind: "handed-over", order: uri, execution, reason: "before" };
}

/** The execution that works on an order. */
export async function runningExecution(
  { metadata }: Order,
  { jobs }: Pick<OrderDependencies, "jobs">,
): Promise<string | undefined> {
  const execution = metadata[orderMetadata.execution];
  if (execution === undefined) return undefined;
  return (await jobs.state(execution)) === "running" ? execution : undefined;
}
