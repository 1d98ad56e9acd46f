// Counts and removes all objects of a bucket at once, which Google has no methods for: `down` would take minutes for 100,000.
import { startTurn } from "../../turns.ts";
import { segment, type App, type Parts } from "../uploads/parts.ts";

export function wholeBucketRoutes(
  app: App,
  { buckets, objects, contents, notifications, context }: Parts,
): void {
  app.get("/_local/buckets/:bucket/contents", (request) =>
    request.json(objects.contentsOf(buckets.get(segment(request, "bucket")).name)),
  );
  app.post("/_local/buckets/:bucket/empty", async (request) => {
    const { name } = buckets.get(segment(request, "bucket"));
    const isTold = notifications
      .list(name)
      .some(({ eventTypes }) => eventTypes === undefined || eventTypes.includes("OBJECT_DELETE"));
    // Whoever wants to hear of deletions hears of each.
    if (isTold) return request.json({ removed: 0 });
    const turn = startTurn(context.clock);
    let removed = 0;
    for (;;) {
      const gone = context.store.transaction(() => objects.removeSome(name));
      if (gone.length === 0) return request.json({ removed });
      for (const id of gone) contents.remove(id);
      removed += gone.length;
      await turn();
    }
  });
}
