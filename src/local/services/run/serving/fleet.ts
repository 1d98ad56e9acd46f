// All instances of all revisions: one pool a revision, and a bound on how many start at once.
import { availableParallelism } from "node:os";
import { runAsAnnotation } from "../../../../core/contract.ts";
import type { ServiceContext } from "../../../service.ts";
import { projectIdOf } from "../../../state/projects.ts";
import type { LogEntryInput } from "../../logging/logging.ts";
import type { ContainerLog } from "./container-log.ts";
import type { Containers } from "./container.ts";
import type { InstanceRegister } from "./instance-register.ts";
import { startInstance, type InstanceEvents, type Launch } from "./instance.ts";
import { createPool, LeaseRefused, type Pool, type PoolLimits } from "./pool.ts";
import { idOf, locationOf, type StoredRevision, type StoredService } from "../api/resources.ts";
import { bytesOf } from "../api/defaults.ts";
import { isServing, shareOf } from "../api/traffic.ts";

export interface FleetOptions {
  /** An instance without requests ends after this; 15 minutes by default. */
  idleMs?: number;
  /** A request waits at least so long for an instance before it is answered with 429; 10 seconds by default. */
  pendingMs?: number;
  /** Most instances of one revision, whatever its own limit says: the quota of this machine. */
  instanceQuota: number;
}

/** What services and jobs share. */
export interface Machinery {
  containers: Containers;
  register: InstanceRegister;
  log: ContainerLog;
}

/** An instance, by its process, and how much it may use. */
export interface InstanceInUse {
  project: string;
  service: string;
  location: string;
  revision: string;
  pid: number;
  memoryBytes: number;
  cpus: number;
}

export type Fleet = ReturnType<typeof createFleet>;

/** What log entries of a revision carry as their resource. */
export function resourceOf(revision: string): LogEntryInput["resource"] {
  const service = revision.split("/")[5]!;
  return {
    type: "cloud_run_revision",
    labels: {
      project_id: projectIdOf(revision),
      location: locationOf(revision),
      service_name: service,
      configuration_name: service,
      revision_name: idOf(revision),
    },
  };
}

export function createFleet(
  { clock }: ServiceContext,
  { containers, register, log }: Machinery,
  options: FleetOptions,
) {
  const { idleMs = 15 * 60_000, pendingMs = 10_000, instanceQuota } = options;
  const pools = new Map<string, Pool>();
  const sizes = new Map<string, Pick<InstanceInUse, "memoryBytes" | "cpus">>();
  // More at once would make the first of them later.
  const startPlaces = Math.max(2, availableParallelism());
  let startsTaken = 0;
  let isClosed = false;

  function limitsWithin(service: StoredService, revision: StoredRevision): PoolLimits {
    const limits = limitsOf(service, revision);
    const within = (count: number) => Math.min(count, instanceQuota);
    return { ...limits, minimum: within(limits.minimum), maximum: within(limits.maximum) };
  }

  function giveStart(): void {
    startsTaken--;
    for (const pool of pools.values()) pool.poke();
  }

  function takeStart(how?: "by-force"): boolean {
    if (how === undefined && startsTaken >= startPlaces) return false;
    startsTaken++;
    return true;
  }

  function launchOf(revision: StoredRevision): Launch {
    const { template, name } = revision;
    const [container = {}] = template.containers ?? [];
    const { ports, startupProbe, livenessProbe } = container;
    const service = name.split("/")[5]!;
    return {
      ...containers.launch(container, template, {
        K_SERVICE: service,
        K_REVISION: idOf(name),
        K_CONFIGURATION: service,
      }),
      startupProbe: startupProbe ?? {},
      ...(livenessProbe && { livenessProbe }),
      containerPort: ports?.[0]?.containerPort ?? 8080,
    };
  }

  const eventsOf = (revision: string): InstanceEvents => ({
    ...log.of(revision, resourceOf(revision)),
    spawned: (id, pid) => register.add(id, pid),
    exited: (id) => register.remove(id),
  });

  function pool(service: StoredService, revision: StoredRevision): Pool {
    const known = pools.get(revision.name);
    if (known) return known;
    if (isClosed) throw new LeaseRefused("stopped");
    // A revision that is being proven gets its traffic in a moment.
    const limits = { ...limitsWithin(service, revision), keepsIdle: true };
    const created = createPool(limits, {
      clock,
      start: async (signal) => startInstance(launchOf(revision), eventsOf(revision.name), { clock, signal }),
      takeStart,
      giveStart,
      idleMs,
      pendingMs,
    });
    pools.set(revision.name, created);
    const size = sizeOf(revision);
    if (size !== undefined) sizes.set(revision.name, size);
    return created;
  }

  return {
    /** @throws LeaseRefused when the fleet is closed */
    pool,
    /** Brings the limits of the service's pools to what its traffic and scaling now say, and warms the minimum. */
    configure(service: StoredService, revisions: StoredRevision[]) {
      for (const revision of revisions) {
        const limits = limitsWithin(service, revision);
        const known = pools.get(revision.name);
        if (known) known.configure(limits);
        else if (limits.minimum > 0) pool(service, revision).poke();
      }
    },
    /** Ends the instances of a revision that is no more. */
    async drop(revision: string) {
      const known = pools.get(revision);
      pools.delete(revision);
      sizes.delete(revision);
      await known?.stop();
    },
    instances: (): InstanceInUse[] =>
      [...pools].flatMap(([name, known]) => {
        const size = sizes.get(name);
        return size === undefined
          ? []
          : known.instances().map(({ pid }) => ({ ...whichOf(name), pid, ...size }));
      }),
    counts: (): {
      project: string;
      service: string;
      location: string;
      revision: string;
      active: number;
      idle: number;
    }[] => [...pools].map(([name, known]) => ({ ...whichOf(name), ...known.counts() })),
    async close() {
      isClosed = true;
      await Promise.all([...pools.values()].map((known) => known.stop()));
      pools.clear();
    },
  };
}

const whichOf = (revision: string) => ({
  project: projectIdOf(revision),
  service: revision.split("/")[5]!,
  location: locationOf(revision),
  revision: idOf(revision),
});

/** Undefined for a container of docker: the process that is known is that of docker's client. */
function sizeOf({ template }: StoredRevision): Pick<InstanceInUse, "memoryBytes" | "cpus"> | undefined {
  if (template.annotations?.[runAsAnnotation] === "docker") return undefined;
  const { memory = "512Mi", cpu = "1" } = template.containers?.[0]?.resources?.limits ?? {};
  return {
    memoryBytes: bytesOf(memory),
    cpus: cpu.endsWith("m") ? Number.parseInt(cpu) / 1000 : Number(cpu),
  };
}

/** Limits of the service hold for all its revisions together, by their share of the traffic. */
export function limitsOf(service: StoredService, revision: StoredRevision): PoolLimits {
  const { template } = revision;
  const { scaling = {} } = service.spec;
  const share = shareOf(service, idOf(revision.name));
  const part = (total: number) => Math.ceil((total * share) / 100);
  const keepsIdle = isServing(service, idOf(revision.name));
  const concurrency = template.maxInstanceRequestConcurrency ?? 80;
  if (scaling.scalingMode === "MANUAL") {
    const count = part(scaling.manualInstanceCount ?? 0);
    return { minimum: count, maximum: count, concurrency, keepsIdle };
  }
  const ofRevision = template.scaling?.maxInstanceCount ?? 100;
  const maximum =
    share > 0 && scaling.maxInstanceCount ? Math.min(ofRevision, part(scaling.maxInstanceCount)) : ofRevision;
  const wanted = Math.max(template.scaling?.minInstanceCount ?? 0, part(scaling.minInstanceCount ?? 0));
  return { minimum: share > 0 ? Math.min(wanted, maximum) : 0, maximum, concurrency, keepsIdle };
}
