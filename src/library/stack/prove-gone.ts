// The end of `down`: asks the cloud what still carries the stack's marks, instead of trusting the answers to deletions.
import { CloudRunnerError } from "../../core/errors.ts";
import { patiently, type CloudContext } from "../../provision/engine/context.ts";
import { inventory, type InventoryItem } from "../../provision/engine/inventory.ts";
import { notLookedAt, type Unseen } from "../../provision/engine/unseen.ts";
import { kinds } from "../../provision/kinds.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { formatDuration, plural } from "../../core/duration.ts";

/** Lists lag behind deletions: that of service accounts by up to a minute. */
const showsWithinMs = 90_000;
const code = "down.not-gone";

/**
 * @param before what could not be read before the removal
 * @param isDeleted whether it was of the stack: a list may name it for a while yet. What else carries the marks was put there
 * by others.
 * @returns what others have put there
 * @throws CloudRunnerError with what is still listed after a while, or with what could not be looked at
 */
export async function proveGone(
  { progress }: Pick<Session, "progress">,
  cloud: CloudContext,
  before: readonly Unseen[] = [],
  isDeleted: (item: InventoryItem) => boolean = () => true,
): Promise<InventoryItem[]> {
  const patience = {
    reason: "the deletions to show",
    budgetMs: showsWithinMs,
    isRetryable: (error: unknown) => error instanceof CloudRunnerError && error.code === code,
  };
  return during(progress, "Checking that nothing is left", (activity) => {
    const waiting = (reason: string, elapsedMs: number) =>
      activity.update(`${reason} (${formatDuration(elapsedMs)})`);
    const ctx = { ...cloud, waiting };
    return patiently(ctx, patience, async () => {
      const unseen: Unseen[] = [];
      const found = await inventory(ctx, kinds, unseen);
      const left = found.filter(isDeleted);
      if (left.length > 0) throw stillThere(left);
      // A list that was answered shows what of its kind is left; of other kinds only the reading itself could have told.
      const unlisted = before.filter(({ kind }) => !isListed(kind));
      if (unseen.length + unlisted.length > 0) throw notLookedAt([...unseen, ...unlisted]);
      return found;
    });
  });
}

const isListed = (name: string): boolean =>
  kinds.some(({ kind, list }) => kind === name && typeof list === "function");

const stillThere = (left: readonly InventoryItem[]): CloudRunnerError =>
  new CloudRunnerError(`${plural(left.length, "resource is", "resources are")} still there.`, {
    code,
    details: left.map(({ kind, name }) => `${kind} ${name}`),
    fix: "Run `cloud-runner down` again; deletions can take a while to show.",
  });
