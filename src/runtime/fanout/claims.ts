// Which task forecasts which slice. A claim saves work and decides nothing: a slice that is forecast twice is finished once.
import type { Clock } from "../../core/clock.ts";
import type { ObjectStore } from "../storage/object-store.ts";

export interface Claims {
  /** False while another task has it. */
  take(slice: number): Promise<boolean>;
}

const metadataOf = { holder: "cloud-runner-claim-holder", until: "cloud-runner-claim-until" } as const;

/** Slices are cut so that they take seconds, or minutes with a slow model. */
const claimMs = 5 * 60_000;

/** @param holder this task: whatever it held before its restart is its own */
export function createClaims(
  holder: string,
  { store, clock, bucket, folder }: { store: ObjectStore; clock: Clock; bucket: string; folder: string },
): Claims {
  return {
    async take(slice) {
      const name = `${folder}claims/${String(slice).padStart(5, "0")}`;
      const claim = (replaces: string) =>
        store.write({
          bucket,
          name,
          content: "",
          contentType: "application/octet-stream",
          metadata: { [metadataOf.holder]: holder, [metadataOf.until]: String(clock.now() + claimMs) },
          replaces,
        });
      if ((await claim("0")) !== "conflict") return true;
      const found = await store.stat(bucket, name);
      if (found === undefined) return false;
      const leftMs = Number(found.metadata[metadataOf.until] ?? 0) - clock.now();
      // One that is farther off than a claim lasts was written by a clock that ran ahead.
      const isHeld = leftMs > 0 && leftMs <= 2 * claimMs;
      if (isHeld && found.metadata[metadataOf.holder] !== holder) return false;
      return (await claim(found.generation)) !== "conflict";
    },
  };
}
