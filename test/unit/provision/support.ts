// Builders and fakes of the provisioning tests. Nothing here opens a socket or waits.
import type { Clock } from "../../../src/core/clock.ts";
import { parseConfig, type ConfigInput } from "../../../src/core/config.ts";
import { CloudError } from "../../../src/core/errors.ts";
import { namesFor } from "../../../src/core/names.ts";
import { refusalOf } from "../../../src/core/refusals.ts";
import type { Status } from "../../../src/core/status.ts";
import type { Clients } from "../../../src/provision/google/clients.ts";
import { createContext, type CloudContext } from "../../../src/provision/engine/context.ts";
import { node, type Node } from "../../../src/provision/engine/node.ts";
import { changed, type Removable } from "../../../src/provision/engine/resource.ts";

/** A clock whose sleeps take no time but move it on. */
function instantClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      now += ms;
    },
  };
}

export const config = (input: ConfigInput = {}) => parseConfig(input, "test");
export const names = (input: ConfigInput = {}) => namesFor(config(input));

export function context(clients: Partial<Record<keyof Clients, unknown>> = {}): CloudContext {
  const fake = {
    unavailableFix: "start it",
    faultBudgetMs: 0,
    spread: { pauseMs: 1000, restMs: 10_000 },
    ...clients,
  } as unknown as Clients;
  return createContext({ clients: fake, clock: instantClock(), names: names() });
}

export const cloudError = (status: Status, answer = "no") =>
  new CloudError(`failed: ${status}.`, {
    code: `cloud.${status}`,
    status,
    retryable: false,
    refusal: refusalOf({ status, message: answer }),
    details: [`Answer: ${answer}`],
  });

export interface Thing {
  name: string;
  size: number;
  owner?: string;
  after?: string;
}

/** A cloud of one kind of thing, which writes down what is asked of it. */
export function thingCloud(initial: Thing[] = []) {
  const things = new Map(initial.map((thing) => [thing.name, thing]));
  const log: string[] = [];
  const hooks = new Map<string, () => void | Promise<void>>();
  const step = async (entry: string) => {
    log.push(entry);
    await hooks.get(entry)?.();
  };
  const resource: Removable<Thing, Thing> = {
    kind: "test.thing",
    purpose: "things",
    needs: [{ api: "x", role: { id: "x", name: "roles/x", title: "may x" }, permissions: [] }],
    list: async () => [...things.keys()],
    name: (spec) => spec.name,
    async read(_ctx, spec) {
      return things.get(spec.name);
    },
    diff: (spec, live) => changed("size", live.size, spec.size, spec.size < 0 ? "forbidden" : "update"),
    async create(_ctx, spec) {
      await step(`create ${spec.name}`);
      if (things.has(spec.name)) throw cloudError("ALREADY_EXISTS");
      things.set(spec.name, { owner: "us", ...spec });
      await step(`created ${spec.name}`);
      return spec;
    },
    async update(_ctx, spec) {
      await step(`update ${spec.name}`);
      things.set(spec.name, { owner: "us", ...spec });
      return spec;
    },
    async delete(_ctx, live) {
      await step(`delete ${live.name}`);
      things.delete(live.name);
    },
    owned: (_spec, live) => (live.owner ?? "us") === "us",
  };
  return {
    things,
    log,
    resource,
    /** Runs when the log entry is written; may throw. */
    on: (entry: string, hook: () => void | Promise<void>) => hooks.set(entry, hook),
    node: (name: string, needs: readonly Node[] = [], size = 1): Node<Thing> =>
      node(name, resource, { name, size }, needs),
  };
}
