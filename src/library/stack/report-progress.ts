// Reports each resource while a plan is carried out: a line for each, and the count in the spinner.
import type { Action, Row } from "../../provision/engine/plan.ts";
import type { Reporter } from "../../provision/engine/walk.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import type { Activity, Progress } from "../progress.ts";
import { waitWords } from "../wait-words.ts";
import { shortName } from "./short-name.ts";

const doing: Record<Action, string> = {
  create: "creating",
  update: "changing",
  replace: "replacing",
  delete: "deleting",
  noop: "checking",
  refuse: "refusing",
};
const done: Record<Action, string> = {
  create: "created",
  update: "changed",
  replace: "replaced",
  delete: "deleted",
  noop: "repaired",
  refuse: "refused",
};

const slowMs = 5000;

export function reportTo(progress: Progress, activity: Activity, total: number): Reporter {
  const running = new Map<string, string>();
  let finished = 0;
  const show = () => {
    const [newest, ...others] = [...running.values()].toReversed();
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    activity.update(`${finished} of ${total} done${newest === undefined ? "" : `, ${newest}${more}`}`);
  };
  return {
    started(row: Row) {
      running.set(row.id, `${doing[row.action]} ${row.kind} ${shortName(row.name)}`);
      show();
    },
    waiting(row, reason, elapsedMs, more = {}) {
      running.delete(row.id);
      running.set(row.id, `${row.kind} ${shortName(row.name)} ${reason}${waitWords(elapsedMs, more)}`);
      show();
    },
    finished(row, { outcome, durationMs, error }) {
      running.delete(row.id);
      finished += 1;
      const name = `${row.kind} ${shortName(row.name)}`;
      if (outcome === "failed") {
        const why = error instanceof CloudRunnerError ? `: ${error.message}` : "";
        progress.note(`${name}${why}`, { mark: "failed", tookMs: durationMs });
      } else {
        const word = outcome === "done" ? done[row.action] : "found";
        // Of what took its time there are few lines, and one wants to know of it.
        const isPassing = durationMs < slowMs;
        progress.note(`${word} ${name}`, { mark: "ok", tookMs: durationMs, isPassing });
      }
      show();
    },
  };
}
