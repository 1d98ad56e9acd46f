// What work on the local cloud would have cost on Google Cloud: its own logs, counted as Google bills them.
// https://cloud.google.com/storage/pricing#operations-by-class, https://cloud.google.com/run/pricing
import type { LoggedRequest } from "../../src/local/wire/request-log.ts";
import { ratesIn, type PriceName } from "../../src/provision/cost/price-table.ts";
import { asOwner } from "./as-owner.ts";
import { eventually } from "./project-folder.ts";
import type { TestStack } from "./stack-on-local-cloud.ts";

export interface Metered {
  /** Class A and B. */
  writes: number;
  reads: number;
  /** Of the service, and how long each was handled for, in steps of 100 ms. */
  requests: number;
  billedSeconds: number;
  /** Of tasks of jobs, from their start to their end: a minute each at least. */
  taskSeconds: number;
  usd: number;
}

/** A class of operations; undefined is free, as deletions and refused requests are. */
function classOf({ method, status }: LoggedRequest): "A" | "B" | undefined {
  const [verb, path = ""] = method.split(" ");
  // The container's client leaves out `storage/v1` for an emulator.
  if (!/^\/((upload\/|download\/)?storage\/v1\/)?b\//.test(path) || !/^[23]/.test(status)) return undefined;
  if (verb === "DELETE") return undefined;
  return verb === "GET" && !path.endsWith("/o") ? "B" : "A";
}

interface Size {
  cpu: number;
  gib: number;
}

/** @param size of one instance, and of a task of the job */
export async function meter(
  stack: TestStack,
  { cpu, gib, task, bytes }: Size & { task: Size; bytes: () => number },
  work: () => Promise<void>,
): Promise<Metered> {
  const logOf = async (after: number) => {
    const response = await fetch(
      `${stack.cloud.httpUrl}/_local/requests?after=${after}`,
      asOwner(stack.cloud),
    );
    return ((await response.json()) as { requests: LoggedRequest[] }).requests;
  };
  const last = (await logOf(0)).at(-1)?.id ?? 0;
  const handledBefore = (await latencies(stack)).length;
  const tasksBefore = (await taskSeconds(stack)).length;
  await work();
  const classes = (await logOf(last)).map(classOf);
  const handled = (await latencies(stack)).slice(handledBefore);
  const counted = {
    writes: classes.filter((each) => each === "A").length,
    reads: classes.filter((each) => each === "B").length,
    requests: handled.length,
    billedSeconds: handled.reduce((sum, seconds) => sum + Math.ceil(seconds * 10) / 10, 0),
    taskSeconds: (await taskSeconds(stack))
      .slice(tasksBefore)
      .reduce((sum, seconds) => sum + Math.max(60, Math.ceil(seconds * 10) / 10), 0),
  };
  const rates = ratesIn(stack.ctx.region);
  const price = (name: PriceName, quantity: number) => rates.of(name).usd * quantity;
  const usd =
    price("cpu", counted.billedSeconds * cpu) +
    price("memory", counted.billedSeconds * gib) +
    price("taskCpu", counted.taskSeconds * task.cpu) +
    price("taskMemory", counted.taskSeconds * task.gib) +
    price("requests", counted.requests) +
    price("storageWrites", counted.writes) +
    price("storageReads", counted.reads) +
    price("storage", bytes() / 1e9);
  return { ...counted, usd };
}

/** Of all requests to the service so far, the oldest first. */
async function latencies(stack: TestStack): Promise<number[]> {
  const client = await stack.clients.logging();
  const [entries] = await client.listLogEntries({
    resourceNames: [`projects/${stack.ctx.project}`],
    filter: `logName="projects/${stack.ctx.project}/logs/run.googleapis.com%2Frequests"`,
  });
  // A request is logged at its end, with the time at which it came.
  const endOf = ({ receiveTimestamp }: (typeof entries)[number]) =>
    Number(receiveTimestamp!.seconds) * 1000 + receiveTimestamp!.nanos! / 1e6;
  const inOrder = entries.toSorted((one, other) => endOf(one) - endOf(other));
  return inOrder.map(({ httpRequest }) => {
    const { seconds, nanos } = httpRequest!.latency!;
    return Number(seconds) + (nanos ?? 0) / 1e9;
  });
}

/** Of all tasks of jobs so far, once they are over, the oldest first: a task ends a moment after its result is there. */
const taskSeconds = (stack: TestStack): Promise<number[]> =>
  eventually("the end of all tasks", 30_000, () => endedTaskSeconds(stack));

async function endedTaskSeconds(stack: TestStack): Promise<number[] | undefined> {
  const path = `/apis/run.googleapis.com/v1/namespaces/${stack.ctx.project}/tasks`;
  const response = await fetch(`${stack.cloud.httpUrl}${path}`, asOwner(stack.cloud));
  const { items } = (await response.json()) as {
    items: { status: { startTime?: string; completionTime?: string } }[];
  };
  if (items.some(({ status }) => status.completionTime === undefined)) return undefined;
  return items
    .map(({ status: { startTime = "", completionTime = "" } }) => ({
      begin: Date.parse(startTime),
      end: Date.parse(completionTime),
    }))
    .toSorted((one, other) => one.end - other.end)
    .map(({ begin, end }) => (end - begin) / 1000);
}
