// Starts chosen services of the local cloud on real sockets, with state in a temporary folder.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock, type Clock } from "../../src/core/clock.ts";
import { serve, type Serving } from "../../src/local/serve.ts";
import type { ServiceContext, LocalService } from "../../src/local/service.ts";

export interface StartedServices extends Serving {
  folder: string;
  /** What went to the local cloud's own log; a healthy run reports nothing. */
  reported: string[];
}

export async function startServices(
  create: (context: ServiceContext) => LocalService[],
  options: { clock?: Clock; folder?: string } = {},
): Promise<StartedServices> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "local-services-")));
  const reported: string[] = [];
  const running = await serve(
    { folder, pid: process.pid, clock: options.clock ?? systemClock, report: (line) => reported.push(line) },
    create,
  );
  return {
    ...running,
    folder,
    reported,
    async close() {
      await running.close();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
