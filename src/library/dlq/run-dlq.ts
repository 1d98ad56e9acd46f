// `dlq`: chooses the action, and knows which options belong to it.
import { UsageError } from "../../core/errors.ts";
import { longName } from "../../cli/shell/command.ts";
import type { Context } from "../../cli/shell/context.ts";
import { nearestName } from "../../core/nearest-name.ts";
import type { View } from "../../cli/shell/view.ts";
import { renderList, runList } from "./list.ts";
import type { ListResult } from "./list.ts";
import { renderPurge, runPurge } from "./purge.ts";
import type { PurgeOptions, PurgeResult } from "./purge.ts";
import { renderReplay, replayDocument, replayExitCode } from "../../cli/commands/dlq/replay/render.ts";
import { runReplay } from "./replay.ts";
import type { ReplayOptions, ReplayResult } from "./replay.ts";
import { renderShow, runShow, showDocument } from "./show.ts";
import type { ShowResult } from "./show.ts";

export type DlqOptions = ReplayOptions & PurgeOptions;
export type DlqResult = ListResult | ShowResult | ReplayResult | PurgeResult;

const optionsOf = {
  list: [],
  show: [],
  replay: ["all", "dryRun", "fixed", "force", "timeout"],
  purge: ["all", "dryRun", "settled", "olderThan"],
} as const satisfies Record<string, readonly (keyof DlqOptions)[]>;

type Action = keyof typeof optionsOf;

/** @throws UsageError for an unknown action, or what does not belong to it. */
export async function runDlq(
  context: Context,
  [word = "list", ...ids]: readonly string[],
  options: DlqOptions,
): Promise<DlqResult> {
  const action = actionFrom(word);
  checkOptions(action, options);
  switch (action) {
    case "list":
      if (ids.length > 0) {
        throw new UsageError("`dlq list` takes no ids: it lists all.", {
          fix: `cloud-runner dlq show ${ids.join(" ")}`,
        });
      }
      return runList(context);
    case "show":
      if (ids.length === 0) {
        throw new UsageError("Which dead letter? `dlq show` takes an id.", {
          fix: "cloud-runner dlq list shows the ids.",
        });
      }
      return runShow(context, ids);
    case "replay":
      return runReplay(context, ids, options);
    case "purge":
      return runPurge(context, ids, options);
  }
}

function actionFrom(word: string): Action {
  if (Object.hasOwn(optionsOf, word)) return word as Action;
  const near = nearestName(word, Object.keys(optionsOf));
  throw new UsageError(`There is no action ${word}.`, {
    details: near === undefined ? [] : [`Did you mean ${near}?`],
    fix: "cloud-runner dlq list, show, replay or purge; `cloud-runner dlq --help` shows examples.",
  });
}

/** The parser takes every option with every action, and hands over those of all commands as well. */
function checkOptions(action: Action, options: DlqOptions): void {
  const own: readonly string[] = optionsOf[action];
  for (const [key, value] of Object.entries(options)) {
    if (value === false || value === undefined || own.includes(key)) continue;
    const takers = Object.entries(optionsOf).filter(([, keys]) => (keys as readonly string[]).includes(key));
    if (takers.length === 0) continue;
    throw new UsageError(`\`dlq ${action}\` has no option --${longName(key)}.`, {
      code: "usage.unknown-option",
      fix: `It belongs to ${takers.map(([name]) => `\`dlq ${name}\``).join(" and ")}.`,
    });
  }
}

export function renderDlq(result: DlqResult, view: View): string {
  switch (result.action) {
    case "list":
      return renderList(result, view);
    case "show":
      return renderShow(result, view);
    case "replay":
      return renderReplay(result, view);
    case "purge":
      return renderPurge(result, view);
  }
}

export function dlqDocument(result: DlqResult): object {
  const { action } = result;
  if (action === "show") return { action, ...showDocument(result) };
  if (action === "replay") return { action, ...replayDocument(result) };
  return result;
}

export const dlqExitCode = (result: DlqResult): number =>
  result.action === "replay" ? replayExitCode(result) : 0;
