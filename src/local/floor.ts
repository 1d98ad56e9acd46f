// Opens the floor that the services stand on and puts both servers on top: used by the local cloud and by wire tests.
import type { Clock } from "../core/clock.ts";
import { startGrpcServer } from "./grpc-server.ts";
import { startHttpServer } from "./http-server.ts";
import { openOperations } from "./operations.ts";
import { openPolicies } from "./policies.ts";
import { openRequestLog, type RequestLog } from "./request-log.ts";
import type { Floor, LocalService } from "./service.ts";
import { openStore } from "./store.ts";

export interface FloorOptions {
  /** Where all state is kept. */
  folder: string;
  clock: Clock;
  report(line: string): void;
}

export interface RunningFloor {
  httpPort: number;
  grpcPort: number;
  httpUrl: string;
  requests: RequestLog;
  /** Stops taking requests, then stops the services in reverse order, then closes the state. */
  close(): Promise<void>;
}

/** Ports are kept, so that URLs that were handed out stay true after a restart. */
interface Ports {
  http: number;
  grpc: number;
}

export async function startFloor(
  options: FloorOptions,
  createServices: (floor: Floor, requests: RequestLog) => LocalService[],
): Promise<RunningFloor> {
  const { clock, report } = options;
  const store = openStore(options.folder);
  const requests = openRequestLog(store, clock);
  const operations = openOperations(store, report);
  const settings = store.collection<Ports>("settings");
  const kept = settings.get("ports") ?? { http: 0, grpc: 0 };
  let httpUrl = "";
  const floor: Floor = {
    store,
    clock,
    operations,
    policies: openPolicies(store),
    httpUrl: () => httpUrl,
    report,
  };
  const services = createServices(floor, requests);
  const bindings = [operations.grpc, ...services.flatMap((service) => service.grpc ?? [])];
  const grpc = await keepingPort(kept.grpc, report, (port) =>
    startGrpcServer({ port, bindings, requests, report }),
  );
  const http = await keepingPort(kept.http, report, (port) =>
    startHttpServer({ port, services, requests, report }),
  );
  httpUrl = `http://127.0.0.1:${http.port}`;
  settings.put("ports", { http: http.port, grpc: grpc.port });
  for (const service of services) await service.start?.();

  return {
    httpPort: http.port,
    grpcPort: grpc.port,
    httpUrl,
    requests,
    async close() {
      for (const service of services.toReversed()) await service.close?.();
      await Promise.all([http.close(), grpc.close()]);
      store.close();
    },
  };
}

async function keepingPort<T>(
  port: number,
  report: (line: string) => void,
  start: (port: number) => Promise<T>,
) {
  try {
    return await start(port);
  } catch (error) {
    if (port === 0) throw error;
    report(
      `Port ${port} is taken by another process; a free one is used. Run \`cloud-runner up\` to bring addresses up to date.`,
    );
    return await start(0);
  }
}
