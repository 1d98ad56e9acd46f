// Opens what all services share and puts both servers on top: used by the local cloud and by wire tests.
import type { Clock } from "../core/clock.ts";
import { PreconditionError } from "../core/errors.ts";
import { retry } from "../core/retry.ts";
import { openChaos } from "./chaos/chaos.ts";
import { diskTrouble } from "../core/disk/trouble.ts";
import { diskMessage } from "./state/disk-trouble.ts";
import { lockFolder } from "./state/folder-lock.ts";
import { createControlPlane, newSecret } from "./wire/callers/control-plane.ts";
import { createPeerCheck } from "./wire/callers/peer-user.ts";
import { createGrpcServer } from "./wire/grpc-server.ts";
import { startHttpServer } from "./wire/http-server.ts";
import { openOperations } from "./state/operations.ts";
import { openPolicies } from "./state/policies.ts";
import { gatedBinding, httpGate } from "./project-gate.ts";
import { openProjects } from "./state/projects.ts";
import { openRequestLog, type RequestLog } from "./wire/request-log.ts";
import type { ServiceContext, LocalService } from "./service.ts";
import { unreadableState } from "./state/schema.ts";
import { openStore } from "./state/store.ts";
import { createTranscoder } from "./wire/rest/transcoder.ts";
import { openSharedPort } from "./wire/shared-port.ts";
import { createTlsPort } from "./wire/tls/tls-port.ts";
import { createUnaryCaller } from "./wire/unary-call.ts";

export interface ServeOptions {
  /** Where all state is kept; one local cloud at a time works in it. */
  folder: string;
  pid: number;
  clock: Clock;
  /** One line for the local cloud's own log. */
  report: (line: string) => void;
}

export interface Serving {
  httpPort: number;
  grpcPort: number;
  httpUrl: string;
  /** What makes a caller the owner: the access token that the control plane takes. */
  secret: string;
  requests: RequestLog;
  /** Stops taking requests, then stops the services in reverse order, then closes the state. */
  close(): Promise<void>;
}

/** Ports are kept, so that URLs that were handed out stay true after a restart. */
interface Ports {
  http: number;
  grpc: number;
}

/** @throws PreconditionError when another process works in the folder */
export async function serve(
  options: ServeOptions,
  createServices: (context: ServiceContext, requests: RequestLog) => LocalService[],
): Promise<Serving> {
  const { clock, report } = options;
  /** What is open, newest last; closed in reverse order, also when a later step of the start fails. */
  const open: (() => Promise<void> | void)[] = [];
  async function close(): Promise<void> {
    for (const closeOne of open.splice(0).toReversed()) await closeOne();
  }

  try {
    open.push(lockFolder(options.folder, options.pid));
    const store = openStore(options.folder);
    open.push(() => store.close());
    const requests = openRequestLog(store, clock);
    open.push(() => requests.close());
    const chaos = openChaos(options.folder, clock, report);
    const operations = openOperations(store, clock, report, () => chaos.settings().operationPolls);
    const settings = store.collection<Ports>("settings");
    const kept = settings.get("ports") ?? { http: 0, grpc: 0 };
    const secret = newSecret();
    const control = createControlPlane(secret);
    let httpUrl = "";
    let grpcAddress = "";
    const context: ServiceContext = {
      store,
      clock,
      operations,
      chaos,
      policies: openPolicies(store, chaos),
      projects: openProjects(store, clock),
      callers: control,
      httpUrl: () => httpUrl,
      grpcAddress: () => grpcAddress,
      openTls: () => tls.open(),
      report,
    };
    const services = [httpGate(context.projects), ...createServices(context, requests)];
    const bindings = [
      operations.grpc,
      ...services.flatMap(({ grpc = [] }) => grpc.map((each) => gatedBinding(each, context.projects))),
    ];
    const isForeign = createPeerCheck();
    const caller = createUnaryCaller({
      folder: store.folder,
      control,
      bindings,
      requests,
      chaos,
      report,
    });
    const transcoder = createTranscoder(bindings, caller, () => clock.sleep(0));
    const grpc = createGrpcServer({ bindings, caller, control, isForeign, clock });
    open.push(() => grpc.close());
    const http = await keepingPort(kept.http, options, (port) =>
      startHttpServer({
        port,
        folder: store.folder,
        services,
        transcoder,
        control,
        isForeign,
        requests,
        chaos,
        clock,
        report,
      }),
    );
    open.push(() => http.close());
    const grpcPort = await keepingPort(kept.grpc, options, (port) =>
      openSharedPort({ port, clock, http1: http.accept, http2: grpc.accept }),
    );
    open.push(() => grpcPort.close());
    httpUrl = `http://127.0.0.1:${http.port}`;
    grpcAddress = `127.0.0.1:${grpcPort.port}`;
    settings.put("ports", { http: http.port, grpc: grpcPort.port });
    const tls = createTlsPort({ store, clock, listener: http.listener });
    open.push(() => tls.close());
    await tls.reopen();
    for (const service of services) {
      open.push(() => service.close?.());
      await service.start?.();
    }
    return { httpPort: http.port, grpcPort: grpcPort.port, httpUrl, secret, requests, close };
  } catch (error) {
    await close();
    throw unwritable(options.folder, error) ?? unreadableState(options.folder, error) ?? error;
  }
}

function unwritable(folder: string, error: unknown): PreconditionError | undefined {
  const cause = diskTrouble(error);
  if (cause === undefined) return undefined;
  return new PreconditionError(diskMessage(folder, cause), {
    code: "local-cloud.unwritable",
    fix: "Make room or give this user the right to write there, then run the command again.",
    cause: error,
  });
}

/** A process that was killed gives its ports back a little later than it disappears from view. */
const portReleaseMs = 1_500;

async function keepingPort<T>(
  port: number,
  { clock, report }: ServeOptions,
  start: (port: number) => Promise<T>,
) {
  if (port === 0) return await start(0);
  const patience = { clock, budgetMs: portReleaseMs, initialDelayMs: 50, maximumDelayMs: 200 };
  try {
    return await retry(() => start(port), { ...patience, isRetryable: () => true });
  } catch {
    report(
      `Port ${port} is taken by another process; a free one is used. Run \`cloud-runner up\` to bring addresses up to date.`,
    );
    return await start(0);
  }
}
