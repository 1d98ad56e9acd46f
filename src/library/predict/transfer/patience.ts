// Transfers that take long: each time that one comes further before it breaks off, the patience with faults starts anew.
import type { CloudContext } from "../../../provision/engine/context.ts";
import { isPassing } from "../../../provision/google/cloud-error.ts";
import { askStorage } from "../ask-storage.ts";

/** For a connection that breaks off in the middle, since the next question tells whether the other side is still there. */
const hopeful = (cloud: CloudContext): CloudContext => ({
  ...cloud,
  clients: { ...cloud.clients, isLossFinal: false },
});

/**
 * @param progress how many bytes are through
 * @param attempt goes on from there
 */
export async function whileItAdvances<T>(
  cloud: CloudContext,
  { method, uri, progress }: { method: string; uri: string; progress: () => number },
  attempt: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const before = progress();
    try {
      return await askStorage(hopeful(cloud), method, uri, attempt);
    } catch (error) {
      if (!isPassing(error) || progress() <= before) throw error;
    }
  }
}
