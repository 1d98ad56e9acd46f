// The end of `down`: asks the cloud what still carries the stack's marks, instead of trusting the answers to deletions.
import { CloudRunnerError } from "../../core/errors.ts";
import { despiteFaults, patiently, type CloudContext } from "../../provision/engine/context.ts";
import { inventory, type InventoryItem } from "../../provision/engine/inventory.ts";
import { kinds } from "../../provision/stack.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { formatDuration, plural } from "../../core/duration.ts";

/** Lists lag behind deletions: that of service accounts by up to a minute. */
const showsWithinMs = 90_000;
const code = "down.not-gone";

/** @throws CloudRunnerError with what is still listed after a while */
export async function proveGone({ progress }: Pick<Session, "progress">, cloud: CloudContext): Promise<void> {
  const patience = {
    reason: "the deletions to show",
    budgetMs: showsWithinMs,
    isRetryable: (error: unknown) => error instanceof CloudRunnerError && error.code === code,
  };
  await during(progress, "Checking that nothing is left", (activity) => {
    const waiting = (reason: string, elapsedMs: number) =>
      activity.update(`${reason} (${formatDuration(elapsedMs)})`);
    const ctx = { ...cloud, waiting };
    return patiently(ctx, patience, async () => {
      const left = await despiteFaults(ctx, () => inventory(ctx, kinds));
      if (left.length > 0) throw stillThere(left);
    });
  });
}

const stillThere = (left: readonly InventoryItem[]): CloudRunnerError =>
  new CloudRunnerError(`${plural(left.length, "resource is", "resources are")} still there.`, {
    code,
    details: left.map(({ kind, name }) => `${kind} ${name}`),
    fix: "Run `cloud-runner down` again; deletions can take a while to show.",
  });
