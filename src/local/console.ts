// Routes of the local cloud itself, which no service of Google has: whether it serves, what was asked of it, and its end.
import { ChaosSettingsError } from "./chaos/settings.ts";
import { parseMessage } from "./message.ts";
import type { RequestLog } from "./wire/request-log.ts";
import type { LocalService, ServiceContext } from "./service.ts";

export interface ConsoleOptions {
  /** Identifies the installed code to those who ask for the local cloud's health. */
  buildId: string;
  pid: number;
  /** Called when a request asks the local cloud to stop; must return at once. Whoever started it then closes it. */
  onShutdown?: () => void;
}

export function createConsole(
  { store: { folder }, chaos, openTls }: ServiceContext,
  requests: RequestLog,
  { buildId, pid, onShutdown }: ConsoleOptions,
): LocalService {
  return {
    openRoutes(app) {
      app.get("/_local/health", (context) => context.json({ folder, pid, buildId }));
    },
    routes(app) {
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
        const body: unknown = parseMessage((await context.req.text()) || "null");
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
        onShutdown?.();
        return context.json({ stopping: true }, 202);
      });
    },
  };
}

const wholeNumber = (text: string): number => Math.max(0, Math.trunc(Number(text)) || 0);
