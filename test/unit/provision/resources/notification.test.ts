import { describe, expect, it } from "vitest";
import { configFrom, notification } from "../../../../src/provision/resources/notification.ts";
import { context } from "../support.ts";

const topic = "projects/p/topics/t";
const spec = { bucket: "b", topic, attributes: { "managed-by": "cloud-runner" } };
const metadata = {
  topic: `//pubsub.googleapis.com/${topic}`,
  event_types: ["OBJECT_FINALIZE"],
  payload_format: "JSON_API_V1",
  custom_attributes: { "managed-by": "cloud-runner" },
};

/** A bucket with these notifications, which writes down what is asked of it. */
function bucketWith(...initial: { id: string; metadata: object }[]) {
  const log: string[] = [];
  let configs = initial;
  let denials = 0;
  const storage = {
    bucket: () => ({
      getNotifications: async () => [configs],
      createNotification: async () => {
        log.push("create");
        if ((denials -= 1) >= 0) {
          const message =
            "The service account 'x' does not have permission to publish messages to to the topic";
          throw Object.assign(new Error("no"), { code: 403, errors: [{ reason: "forbidden", message }] });
        }
        const created = { id: "9", metadata };
        configs = [...configs, created];
        return [created];
      },
      notification: (id: string) => ({
        delete: async () => {
          log.push(`delete ${id}`);
          configs = configs.filter((config) => config.id !== id);
        },
      }),
    }),
  };
  return { log, deny: (times: number) => (denials = times), ctx: context({ storage: async () => storage }) };
}

describe("notification", () => {
  const cases: [string, object, string[]][] = [
    ["an equal one", {}, []],
    ["one of all event types", { event_types: undefined }, ["configured", "others"]],
    ["one with a prefix", { object_name_prefix: "in/" }, ["configured", "others"]],
    ["one without its payload", { payload_format: "NONE" }, ["configured", "others"]],
    ["one without our mark", { custom_attributes: {} }, ["configured", "others"]],
  ];
  it.each(cases)("compares %s", (_title, difference, expected) => {
    const live = { bucket: "b", configs: [configFrom("1", { ...metadata, ...difference })] };
    expect(notification.diff(spec, live).map((change) => change.path)).toEqual(expected);
  });

  it("does not see what goes to other topics", async () => {
    const { ctx } = bucketWith({
      id: "1",
      metadata: { ...metadata, topic: "//pubsub.googleapis.com/projects/p/topics/x" },
    });
    expect(await notification.read(ctx, spec)).toBeUndefined();
  });

  it("keeps the oldest of several equal ones, which would deliver every object several times", async () => {
    const { ctx, log } = bucketWith({ id: "10", metadata }, { id: "2", metadata });
    const live = (await notification.read(ctx, spec))!;
    await notification.update!(ctx, spec, live, notification.diff(spec, live));
    expect(log).toEqual(["delete 10"]);
    expect(notification.diff(spec, (await notification.read(ctx, spec))!)).toEqual([]);
  });

  it("makes the right one before it removes the wrong one, so that no upload is missed", async () => {
    const { ctx, log } = bucketWith({ id: "1", metadata: { ...metadata, payload_format: "NONE" } });
    const live = (await notification.read(ctx, spec))!;
    await notification.update!(ctx, spec, live, notification.diff(spec, live));
    expect(log).toEqual(["create", "delete 1"]);
  });

  it("is not made twice by a change that is sent again because its answer was lost", async () => {
    const { ctx, log } = bucketWith({ id: "1", metadata: { ...metadata, payload_format: "NONE" } });
    const live = (await notification.read(ctx, spec))!;
    await notification.update!(ctx, spec, live, notification.diff(spec, live));
    await notification.update!(ctx, spec, live, notification.diff(spec, live));
    expect(log).toEqual(["create", "delete 1"]);
  });

  it("is not made twice when an earlier run made it without hearing of it", async () => {
    const { ctx, log } = bucketWith({ id: "1", metadata });
    await notification.create(ctx, spec);
    expect(log).toEqual([]);
  });

  it("waits until the right to publish is known", async () => {
    const { ctx, log, deny } = bucketWith();
    deny(2);
    await notification.create(ctx, spec);
    expect(log).toEqual(["create", "create", "create"]);
  });

  it("gives up when the right never comes", async () => {
    const { ctx, deny } = bucketWith();
    deny(Number.POSITIVE_INFINITY);
    await expect(notification.create(ctx, spec)).rejects.toMatchObject({ status: "PERMISSION_DENIED" });
  });
});
