// https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2#services
import { maskOf, messageOf, textOf } from "../../fields.ts";
import { randomInt, randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { ProtoTypes } from "../../../wire/protos.ts";
import type { ServiceContext } from "../../../service.ts";
import type { GrpcBinding } from "../../../wire/grpc-binding.ts";
import type { Message } from "../../../message.ts";
import { StatusError } from "../../../wire/status.ts";
import { pageOf } from "../../page.ts";
import { policyMethods } from "../../resource-policy.ts";
import { timestampOf } from "../../timestamp.ts";
import { projectIdOf } from "../../../state/projects.ts";
import { withDefaults } from "./defaults.ts";
import type { Fleet } from "../serving/fleet.ts";
import { applyMask } from "./mask.ts";
import { notFound, parseLocation, parseServiceName } from "./names.ts";
import type { Reconciler } from "./reconcile.ts";
import {
  idOf,
  revisionName,
  specFields,
  type Condition,
  type RunStore,
  type ServiceSpec,
  type StoredRevision,
  type StoredService,
} from "./resources.ts";
import { etagOf, serviceMessage } from "./view.ts";
import { checkServiceId, checkSpec } from "./validate.ts";
import { isServing } from "./traffic.ts";
import { withoutUnset } from "./unset.ts";

export interface ApiParts {
  context: ServiceContext;
  protos: ProtoTypes;
  kept: RunStore;
  fleet: Fleet;
  reconciler: Reconciler;
  accountExists: (email: string) => boolean;
}

/** The name under which the policy of a service is kept. */
export const policyName = (service: string): string => `//run.googleapis.com/${service}`;

const serviceType = "google.cloud.run.v2.Service";

/** As many revisions are kept of one service; the oldest that do not serve go first. */
const revisionsKept = 1000;

/** A deleted service can be read about for so long on the real platform. */
const expiryMs = 30 * 24 * 3600 * 1000;

export function servicesBinding(parts: ApiParts): GrpcBinding {
  const { context, protos, kept, fleet, reconciler, accountExists } = parts;
  const { services, revisions } = kept;
  const types = { protos, response: serviceType, metadata: serviceType };
  const view = (service: StoredService) => serviceMessage(service, context.httpUrl());

  function existing(name: string): StoredService {
    const parsed = parseServiceName(name);
    const service = services.get(parsed);
    if (!service) throw notFound(parsed, "SERVICE");
    return service;
  }

  function check(spec: ServiceSpec, name: string): void {
    checkSpec(spec, {
      serviceId: idOf(name),
      accountExists,
      revisionExists: (id) => revisions.get(revisionName(name, id)) !== undefined,
    });
  }

  /** Records the new generation, with a new revision when the template differs. */
  function withGeneration(before: StoredService, spec: ServiceSpec): StoredService {
    const now = context.clock.now();
    const service: StoredService = {
      ...before,
      spec,
      version: before.version + 1,
      generation: before.generation + 1,
      updateTime: now,
      reconciling: true,
      conditions: ["Ready", "RoutesReady", "ConfigurationsReady"].map((type) => reconciling(type, now)),
    };
    if (before.latestCreated !== undefined && isDeepStrictEqual(before.spec.template, spec.template)) {
      return service;
    }
    service.revisionsMade++;
    const id =
      spec.template?.revision ||
      `${idOf(service.name)}-${`${service.revisionsMade}`.padStart(5, "0")}-${suffix()}`;
    const name = revisionName(service.name, id);
    if (revisions.get(name)) {
      throw new StatusError(
        "ALREADY_EXISTS",
        `Revision named '${id}' with different configuration already exists.`,
      );
    }
    service.latestCreated = id;
    const revision: StoredRevision = {
      name,
      uid: randomUUID(),
      createTime: now,
      updateTime: now,
      template: spec.template!,
      conditions: [reconciling("Ready", now)],
      reconciling: true,
    };
    revisions.put(name, revision);
    return service;
  }

  function trimRevisions(service: StoredService): void {
    const all = revisions.list(`${service.name}/revisions/`);
    const spare = all
      .filter(({ value }) => value.name !== revisionName(service.name, service.latestCreated!))
      .filter(({ value }) => !isServing(service, idOf(value.name)))
      .toSorted((a, b) => a.value.createTime - b.value.createTime);
    for (const { name } of spare.slice(0, Math.max(0, all.length - revisionsKept))) {
      revisions.delete(name);
      void fleet.drop(name);
    }
  }

  const start = (service: StoredService, work: () => Message | Promise<Message>): Promise<Message> =>
    context.operations.start(service.name.split("/services/")[0]!, types, work, view(service));

  function accept(before: StoredService, spec: ServiceSpec): Promise<Message> {
    const service = context.store.transaction(() => {
      const next = withGeneration(before, spec);
      services.put(next.name, next);
      return next;
    });
    return start(service, async () => {
      const settled = await reconciler.reconcile(service.name);
      trimRevisions(settled);
      return view(settled);
    });
  }

  /** A dry run: the answer is an operation that is done and whose result was not kept. */
  const pretend = (service: StoredService): Promise<Message> => start(service, () => view(service));

  function blank(name: string, spec: ServiceSpec): StoredService {
    const now = context.clock.now();
    return {
      name,
      uid: randomUUID(),
      createTime: now,
      updateTime: now,
      version: 0,
      generation: 0,
      observedGeneration: 0,
      spec,
      revisionsMade: 0,
      serving: [],
      conditions: [],
      reconciling: true,
    };
  }

  async function create(name: string, input: Message, validateOnly: boolean): Promise<Message> {
    checkServiceId(idOf(name));
    const spec = withDefaults(specOf(input), projectIdOf(name));
    check(spec, name);
    if (services.get(name)) {
      throw new StatusError("ALREADY_EXISTS", `Resource '${idOf(name)}' already exists.`);
    }
    if (validateOnly) {
      const now = context.clock.now();
      const conditions = [{ type: "Ready", state: "CONDITION_PENDING", since: now } as const];
      return await pretend({ ...blank(name, spec), conditions });
    }
    return await accept(blank(name, spec), spec);
  }

  async function update(request: Message): Promise<Message> {
    const input = messageOf(request, "service");
    const name = parseServiceName(textOf(input, "name"));
    const validateOnly = request["validateOnly"] === true;
    const before = services.get(name);
    if (!before) {
      if (request["allowMissing"] === true) return await create(name, input, validateOnly);
      throw notFound(name, "SERVICE");
    }
    checkEtag(input["etag"], before);
    const paths = maskOf(request);
    const changed = paths.length === 0 ? specOf(input) : applyMask(before.spec, specOf(input), paths);
    const spec = withDefaults(changed, projectIdOf(name));
    check(spec, name);
    const isSame = isDeepStrictEqual(spec, before.spec);
    const isHealthy = before.conditions.every(({ state }) => state === "CONDITION_SUCCEEDED");
    // Nothing to do; but whoever sends a failed service again wants it tried again.
    if (validateOnly || (isSame && isHealthy)) return await pretend(isSame ? before : { ...before, spec });
    return await accept(before, spec);
  }

  async function remove(request: Message): Promise<Message> {
    const service = existing(textOf(request, "name"));
    checkEtag(request["etag"], service);
    const now = context.clock.now();
    const last = () => ({
      ...view(service),
      deleteTime: timestampOf(now),
      expireTime: timestampOf(now + expiryMs),
    });
    if (request["validateOnly"] === true) return await start(service, last);
    const gone = revisions.list(`${service.name}/revisions/`).map(({ name }) => name);
    context.store.transaction(() => {
      services.delete(service.name);
      for (const name of gone) revisions.delete(name);
      context.policies.remove(policyName(service.name));
    });
    return await start(service, async () => {
      await Promise.all(gone.map((name) => fleet.drop(name)));
      return last();
    });
  }

  return {
    protos,
    service: "google.cloud.run.v2.Services",
    methods: {
      CreateService: async (request) => {
        const location = parseLocation(textOf(request, "parent"));
        const id = textOf(request, "serviceId");
        const input = messageOf(request, "service");
        return await create(`${location}/services/${id}`, input, request["validateOnly"] === true);
      },
      GetService: (request) => view(existing(textOf(request, "name"))),
      ListServices: (request) => {
        const location = parseLocation(textOf(request, "parent"));
        const all = services.list(`${location}/services/`).map(({ value }) => value);
        return pageOf("services", all, request, view);
      },
      UpdateService: update,
      DeleteService: remove,
      ...policyMethods(context.policies, (resource) => policyName(existing(resource).name)),
    },
  };
}

const reconciling = (type: string, since: number): Condition => ({
  type,
  state: "CONDITION_RECONCILING",
  since,
});

/** Only what a user may set: the rest of a message that was read and is sent back is ignored. */
function specOf(input: Message): ServiceSpec {
  const fields = specFields.flatMap((field) => (field in input ? [[field, input[field]] as const] : []));
  return withoutUnset(Object.fromEntries(fields));
}

function checkEtag(etag: unknown, service: StoredService): void {
  if (typeof etag !== "string" || etag === "" || etag === etagOf(service)) return;
  throw new StatusError(
    "ABORTED",
    `Conflict for resource '${idOf(service.name)}': the etag ${etag} was specified, but the current one is ${etagOf(service)}.`,
  );
}

/** Three letters without vowels, as in the names that Google makes. */
function suffix(): string {
  const letters = "bcdfghjklmnpqrstvwxz";
  return Array.from({ length: 3 }, () => letters[randomInt(letters.length)]).join("");
}
