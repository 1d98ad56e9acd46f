// Brings a service to the state that was asked for: a new revision is proven before it gets any traffic.
import type { Clock } from "../../../../core/clock.ts";
import { StatusError } from "../../../wire/status.ts";
import { latestType } from "./defaults.ts";
import type { Fleet } from "../serving/fleet.ts";
import { StartFailure } from "../serving/start-failure.ts";
import { LeaseRefused } from "../serving/pool.ts";
import {
  idOf,
  readyOf,
  revisionName,
  type Condition,
  type RunStore,
  type StoredRevision,
  type StoredService,
} from "./resources.ts";
import { notFound } from "./names.ts";

export type Reconciler = ReturnType<typeof createReconciler>;

export function createReconciler({ services, revisions }: RunStore, fleet: Fleet, clock: Clock) {
  const underWay = new Map<string, Promise<unknown>>();

  const condition = (
    type: string,
    state: Condition["state"],
    details: Partial<Condition> = {},
  ): Condition => ({ type, state, since: clock.now(), ...details });

  function configure(service: StoredService): void {
    const all = revisions.list(`${service.name}/revisions/`);
    fleet.configure(
      service,
      all.map(({ value }) => value),
    );
  }

  function current(name: string, uid: string): StoredService {
    const service = services.get(name);
    if (service?.uid !== uid) {
      throw new StatusError("ABORTED", `Service ${name} was deleted while it was being deployed.`);
    }
    return service;
  }

  /** Why the revision cannot serve, or undefined when it can. */
  async function prove(service: StoredService, revision: StoredRevision): Promise<string | undefined> {
    try {
      await fleet.pool(service, revision).prove();
      return undefined;
    } catch (error) {
      if (error instanceof LeaseRefused) throw new StatusError("ABORTED", "The deployment was stopped.");
      const { message, lastLines } =
        error instanceof StartFailure ? error : { message: String(error), lastLines: [] };
      const port = revision.template.containers?.[0]?.ports?.[0]?.containerPort ?? 8080;
      return [
        `Revision '${idOf(revision.name)}' is not ready and cannot serve traffic. The user-provided container failed to start and listen on the port defined provided by the PORT=${port} environment variable within the allocated timeout. ${message}`,
        ...(lastLines.length > 0 ? ["The last lines of its log:", ...lastLines] : []),
      ].join("\n");
    }
  }

  function settleRevision(revision: StoredRevision, failure: string | undefined): void {
    const now = clock.now();
    const conditions =
      failure === undefined
        ? ["Ready", "ContainerHealthy", "ContainerReady", "ResourcesAvailable"].map((type) =>
            condition(type, "CONDITION_SUCCEEDED"),
          )
        : ["Ready", "ContainerHealthy"].map((type) =>
            condition(type, "CONDITION_FAILED", {
              message: failure,
              revisionReason: "HEALTH_CHECK_CONTAINER_ERROR",
            }),
          );
    revisions.put(revision.name, { ...revision, conditions, reconciling: false, updateTime: now });
  }

  async function run(name: string): Promise<StoredService> {
    const begun = services.get(name);
    if (!begun) throw notFound(name, "SERVICE");
    const { uid, generation } = begun;
    const latest = revisions.get(revisionName(name, begun.latestCreated!))!;
    let failure: string | undefined;
    if (latest.reconciling || readyOf(latest).state !== "CONDITION_SUCCEEDED") {
      failure = await prove(begun, latest);
      current(name, uid);
      settleRevision(latest, failure);
    }
    const service = current(name, uid);
    if (failure === undefined) service.latestReady = idOf(latest.name);
    // Routes are separate: between revisions that are ready, traffic moves while the newest one is not.
    const unrouted = service.latestReady === undefined ? failure : unreadyTarget(service);
    if (unrouted === undefined) service.serving = service.spec.traffic ?? [];
    failure ??= unrouted;
    if (service.generation === generation) {
      service.reconciling = false;
      service.observedGeneration = failure === undefined ? generation : service.observedGeneration;
      service.conditions =
        failure === undefined
          ? ["Ready", "RoutesReady", "ConfigurationsReady"].map((type) =>
              condition(type, "CONDITION_SUCCEEDED"),
            )
          : [
              condition("Ready", "CONDITION_FAILED", { message: failure, reason: "REVISION_FAILED" }),
              condition(
                "RoutesReady",
                unrouted === undefined ? "CONDITION_SUCCEEDED" : "CONDITION_RECONCILING",
              ),
              condition("ConfigurationsReady", "CONDITION_FAILED", {
                message: failure,
                reason: "REVISION_FAILED",
              }),
            ];
    }
    services.put(name, service);
    configure(service);
    if (failure !== undefined) throw new StatusError("FAILED_PRECONDITION", failure);
    return service;
  }

  function unreadyTarget(service: StoredService): string | undefined {
    for (const target of service.spec.traffic ?? []) {
      if (target.type === latestType) continue;
      const revision = revisions.get(revisionName(service.name, target.revision!));
      if (!revision || readyOf(revision).state !== "CONDITION_SUCCEEDED") {
        return `Revision '${target.revision}' is not ready and cannot serve traffic.`;
      }
    }
    return undefined;
  }

  /** One after another for each service: a later generation builds on what an earlier one left. */
  function reconcile(name: string): Promise<StoredService> {
    const before = underWay.get(name) ?? Promise.resolve();
    const work = before.then(
      () => run(name),
      () => run(name),
    );
    underWay.set(name, work);
    const forget = () => {
      if (underWay.get(name) === work) underWay.delete(name);
    };
    work.then(forget, forget);
    return work;
  }

  return {
    /** Settles when the generation that the service has now was tried. @throws StatusError when it did not come to serve */
    reconcile,
    /** Takes up what a former process did not finish, and warms instances. */
    resume() {
      for (const { name, value: service } of services.list()) {
        // The outcome stands in the conditions of the service.
        if (service.reconciling) reconcile(name).catch(() => {});
        else configure(service);
      }
    },
    /** Waits for what is under way; the fleet has been closed before. */
    close: async () => void (await Promise.allSettled(underWay.values())),
  };
}
