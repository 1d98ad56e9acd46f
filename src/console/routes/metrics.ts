// What Cloud Monitoring has measured.
import type { App, Tools } from "../tools.ts";
import { CloudRunnerError } from "../../core/errors.ts";

export function addMetrics(app: App, _tools: Tools): void {
  app.get("/api/metrics", () => {
    throw new CloudRunnerError("This console cannot show metrics yet.", {
      code: "console.no-metrics",
      fix: "cloud-runner status shows how things are now.",
    });
  });
}
