// Routes of the local cloud itself, which no service of Google has: whether it serves, what was asked of it, and its end.
import type { Chaos } from "./chaos/chaos.ts";
import { ChaosSettingsError } from "./chaos/settings.ts";
import type { RequestLog } from "./wire/request-log.ts";
import type { LocalService } from "./service.ts";
import type { TlsAddress } from "./wire/tls/tls-port.ts";

export interface ConsoleOptions {
  folder: string;
  buildId: string;
  pid: number;
  requests: RequestLog;
  chaos: Chaos;
  openTls: () => Promise<TlsAddress>;
  /** Called when someone asks the local cloud to stop; must return at once. */
  onShutdown: () => void;
}

export function createConsole(options: ConsoleOptions): LocalService {
  const { folder, buildId, pid, requests, chaos, openTls, onShutdown } = options;
  return {
    routes(app) {
      app.get("/_local/health", (context) => context.json({ folder, pid, buildId }));
      app.get("/_local/requests", (context) => {
        const { mutating, after, limit } = context.req.query();
        return context.json({
          requests: requests.list({
            mutating: mutating === "true",
            ...(after !== undefined && { after: wholeNumber(after) }),
            ...(limit !== undefined && { limit: wholeNumber(limit) }),
          }),
        });
      });
      const shown = () => ({ settings: chaos.settings(), crashed: chaos.hasCrashed() });
      app.get("/_local/chaos", (context) => context.json(shown()));
      // An empty object ends all troubles.
      app.put("/_local/chaos", async (context) => {
        const body: unknown = await context.req.json().catch(() => undefined);
        try {
          chaos.set(body);
          return context.json(shown());
        } catch (error) {
          if (!(error instanceof ChaosSettingsError)) throw error;
          return context.json({ problems: error.problems }, 400);
        }
      });
      app.put("/_local/tls", async (context) => context.json(await openTls()));
      app.post("/_local/shutdown", (context) => {
        onShutdown();
        return context.json({ stopping: true }, 202);
      });
    },
  };
}

const wholeNumber = (text: string): number => Math.max(0, Math.trunc(Number(text)) || 0);
