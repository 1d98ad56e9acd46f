// The views that one can go to, each with the letter that follows `g`.
import type { IconName } from "./parts/icon.tsx";

export interface Place {
  step: string;
  name: string;
  icon: IconName;
  key: string;
}

export const places: readonly Place[] = [
  { step: "", name: "Overview", icon: "overview", key: "o" },
  { step: "forecast", name: "Forecast", icon: "forecast", key: "f" },
  { step: "runs", name: "Runs", icon: "runs", key: "r" },
  { step: "schedules", name: "Schedules", icon: "schedules", key: "s" },
  { step: "metrics", name: "Metrics", icon: "metrics", key: "m" },
  { step: "logs", name: "Logs", icon: "logs", key: "l" },
  { step: "dead-letters", name: "Dead letters", icon: "dead", key: "d" },
  { step: "revisions", name: "Revisions", icon: "revisions", key: "v" },
  { step: "cost", name: "Cost", icon: "cost", key: "c" },
];
