// What becomes of worker threads, for the log.
import type { Logger } from "../log.ts";
import type { PoolEvent } from "./worker-pool.ts";

export function logPoolEvent(logger: Logger, event: PoolEvent): void {
  switch (event.type) {
    case "ready":
      return logger.log("DEBUG", "A forecasting worker is warm", { startMs: event.startMs });
    case "recycled":
      return logger.log("INFO", `Replaced a worn-out forecasting worker after ${event.forecasts} forecasts`);
    case "died":
      return logger.log("ERROR", event.message, { stack_trace: event.stack });
    case "stopped":
      return logger.log(
        "WARNING",
        `Stopped a forecasting worker: its forecast ${event.reason === "aborted" ? "was given up by the caller" : "timed out"}`,
      );
  }
}
