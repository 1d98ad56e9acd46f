// All instances of all revisions: one pool a revision, and a bound on how many start at once.
import { existsSync, mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { runAsAnnotation } from "../../../../core/contract.ts";
import { isWholeImage } from "../../../../core/disk/image-folder.ts";
import type { ServiceContext } from "../../../service.ts";
import { projectIdOf } from "../../../state/projects.ts";
import type { LogEntryInput } from "../../logging/logging.ts";
import { bytesOf } from "../api/defaults.ts";
import { openInstanceRegister } from "./instance-register.ts";
import type { Program } from "./instance-program.ts";
import { StartFailure, startInstance, type InstanceEvents, type Launch } from "./instance.ts";
import { contentOfLine, type LineContent } from "./log-line.ts";
import { createPool, LeaseRefused, type Pool, type PoolLimits } from "./pool.ts";
import { isOwnVariable } from "../api/own-variables.ts";
import {
  idOf,
  locationOf,
  type StoredRevision,
  type StoredService,
  type Template,
} from "../api/resources.ts";
import { isServing, shareOf } from "../api/traffic.ts";

export interface FleetOptions {
  /** The bundle that an image reference stands for, unless a folder of its own is kept under its digest. */
  imageDir: string;
  writeLog: (entry: LogEntryInput) => void;
  /** An instance without requests ends after this; 15 minutes by default. */
  idleMs?: number;
  /** A request waits at least so long for an instance before it is answered with 429; 10 seconds by default. */
  pendingMs?: number;
  /** Most instances of one revision, whatever its own limit says: the quota of this machine. */
  instanceQuota: number;
}

export type Fleet = ReturnType<typeof createFleet>;

/** Without these Python's clients would look for a metadata server, and gcsfs for a minute for a gRPC API over TLS. */
const forStrangers = {
  NO_GCE_CHECK: "true",
  GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT: "false",
  PYTHONUNBUFFERED: "1",
};

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

/** @param resource any name in the project */
export const logNameOf = (resource: string, id: string): string =>
  `projects/${projectIdOf(resource)}/logs/${encodeURIComponent(`run.googleapis.com/${id}`)}`;

export function createFleet(context: ServiceContext, options: FleetOptions) {
  const { imageDir, writeLog, idleMs = 15 * 60_000, pendingMs = 10_000, instanceQuota } = options;
  const { clock, store } = context;
  const pools = new Map<string, Pool>();
  const verified = new Set<string>();
  const register = openInstanceRegister(store);
  // A home without anybody's credentials.
  const home = join(store.folder, "home");
  mkdirSync(home, { recursive: true });
  // More at once would make the first of them later.
  const startPlaces = Math.max(2, availableParallelism());
  let startsTaken = 0;
  let linesWritten = 0;
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

  /** Images with a model of the user's own lie in the state folder, so that an older revision runs what it ran. */
  function imageDirOf(image = ""): string {
    const digest = /@sha256:([0-9a-f]{64})$/.exec(image)?.[1];
    const kept = digest === undefined ? undefined : join(store.folder, "images", digest, "dist", "image");
    if (digest === undefined || kept === undefined || !existsSync(kept)) return imageDir;
    // Once is enough: nobody else may write there.
    if (!verified.has(digest) && !isWholeImage(kept, digest)) {
      throw new StartFailure(
        `The image's files in ${kept} are not what its digest says. \`cloud-runner up\` makes them anew.`,
        [],
      );
    }
    verified.add(digest);
    return kept;
  }

  function programOf({ annotations, containers }: Template): Program {
    const { image, command = [], args = [] } = containers?.[0] ?? {};
    const as = annotations?.[runAsAnnotation];
    // The state lies in the project's folder.
    if (as === "process") return { as, command: [...command, ...args], folder: dirname(store.folder) };
    if (as === "docker") return { as, image: image ?? "", args };
    return { as: "files", folder: imageDirOf(image), args };
  }

  function launchOf(revision: StoredRevision): Launch {
    const [container] = revision.template.containers ?? [];
    const { env = [], resources, ports, startupProbe, livenessProbe } = container ?? {};
    const service = revision.name.split("/")[5]!;
    const program = programOf(revision.template);
    return {
      program,
      environment: {
        HOME: home,
        HOST: "127.0.0.1",
        ...(program.as !== "files" && forStrangers),
        // What was stored by others is held to the same rule as what is asked for.
        ...Object.fromEntries(
          env.flatMap(({ name = "", value = "" }) => (isOwnVariable(name) ? [] : [[name, value]])),
        ),
        K_SERVICE: service,
        K_REVISION: idOf(revision.name),
        K_CONFIGURATION: service,
        STORAGE_EMULATOR_HOST: context.httpUrl(),
        ...(program.as !== "files" && { PUBSUB_EMULATOR_HOST: context.grpcAddress() }),
        // There is no metadata server; looking for one would leave the machine.
        METADATA_SERVER_DETECTION: "none",
      },
      memoryBytes: bytesOf(resources?.limits?.["memory"] ?? "512Mi"),
      startupProbe: startupProbe ?? {},
      ...(livenessProbe && { livenessProbe }),
      containerPort: ports?.[0]?.containerPort ?? 8080,
    };
  }

  /** Entries of one moment stand in the order of these: lines of one traceback must not change places. */
  const nextInsertId = () => (linesWritten++).toString(36).padStart(12, "0");

  function eventsOf(revision: string): InstanceEvents {
    const resource = resourceOf(revision);
    const log = (logId: string, instanceId: string, content: LineContent) =>
      writeLog({
        logName: logNameOf(revision, logId),
        resource,
        ...content,
        labels: { instanceId, ...content.labels },
      });
    return {
      spawned: (id, pid) => register.add(id, pid),
      line: (id, stream, line) =>
        line !== "" && log(stream, id, { insertId: nextInsertId(), ...contentOfLine(line) }),
      system: (id, severity, textPayload) => log("varlog/system", id, { severity, textPayload }),
      exited: (id) => register.remove(id),
    };
  }

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
      await known?.stop();
    },
    counts: (): {
      project: string;
      service: string;
      location: string;
      revision: string;
      active: number;
      idle: number;
    }[] =>
      [...pools].map(([name, known]) => ({
        project: projectIdOf(name),
        service: name.split("/")[5]!,
        location: locationOf(name),
        revision: idOf(name),
        ...known.counts(),
      })),
    /** Ends instances that a former local cloud left. */
    async sweep() {
      const ended = await register.sweep();
      if (ended > 0) context.report(`Ended ${ended} instances that a former local cloud left running.`);
    },
    async close() {
      isClosed = true;
      await Promise.all([...pools.values()].map((known) => known.stop()));
      pools.clear();
    },
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
