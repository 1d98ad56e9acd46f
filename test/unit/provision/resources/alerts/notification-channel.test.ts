import { describe, expect, it } from "vitest";
import {
  notificationChannel,
  type ChannelSpec,
} from "../../../../../src/provision/resources/alerts/notification-channel.ts";
import { context } from "../../support.ts";

const labels = { "managed-by": "cloud-runner", "cloud-runner-stack": "forecast", team: "a" };
const url = "https://hooks.example.com/T0/secret";
const spec: ChannelSpec = {
  project: "p",
  stack: "forecast",
  channel: "webhook-1",
  type: "webhook_basicauth",
  title: "forecast: https://hooks.example.com/…",
  address: { url, username: "u", password: "long word" },
  shown: "https://hooks.example.com/… (abcdef)",
  fingerprint: "abcdef0123",
  isKnown: true,
  labels,
};
const answered = {
  name: "projects/p/notificationChannels/1",
  type: "webhook_basicauth",
  displayName: spec.title,
  labels: { url, username: "u", password: "**********" },
  userLabels: {
    ...labels,
    "cloud-runner-channel": "webhook-1",
    "cloud-runner-address": "abcdef0123",
    mine: "x",
  },
  enabled: { value: true },
};

/** A cloud with these channels, and what it was asked to write. */
function cloudWith(found: object[], more: object = {}) {
  const sent: object[] = [];
  const client = {
    listNotificationChannels: async () => [found],
    createNotificationChannel: async (request: object) => {
      sent.push(request);
      return [{ ...answered }];
    },
    updateNotificationChannel: async (request: object) => {
      sent.push(request);
      return [{ ...answered }];
    },
    deleteNotificationChannel: async (request: object) => void sent.push(request),
    ...more,
  };
  return { ctx: context({ client: async () => client }), sent };
}
const changesOf = async (more: object, wanted: Partial<ChannelSpec> = {}) => {
  const { ctx } = cloudWith([{ ...answered, ...more }]);
  const now = { ...spec, ...wanted };
  return notificationChannel.diff(now, (await notificationChannel.read(ctx, now))!);
};

describe("notificationChannel", () => {
  it.each([
    ["as it was sent, without the password", {}],
    ["with a masked address", { labels: { url: "https://hooks.example.com/****" } }],
    ["without an address", { labels: {} }],
  ])("is in sync with what is answered %s", async (_what, more) => {
    expect(await changesOf(more)).toEqual([]);
  });

  it("shows no secret of an address that changed, here or there", async () => {
    const here = await changesOf(
      {},
      { fingerprint: "1234567", shown: "https://hooks.example.com/… (123456)" },
    );
    expect(here).toEqual([
      {
        path: "labels.url",
        from: "https://hooks.example.com/… (abcdef)",
        to: "https://hooks.example.com/… (123456)",
        effect: "update",
      },
    ]);
    const there = await changesOf({ labels: { url: "https://evil.example.com/T0/secret" } });
    expect(there).toMatchObject([{ from: "https://evil.example.com/… (abcdef)" }]);
    const path = await changesOf({ labels: { url: "https://hooks.example.com/other" } });
    expect(path).toMatchObject([{ from: "https://hooks.example.com/… (abcdef), but changed" }]);
    expect(JSON.stringify([here, there, path])).not.toContain("secret");
  });

  it("says nothing of an address of which a part is not known here", async () => {
    const unset = { isKnown: false, fingerprint: "x", title: "y", address: { url: "https://${HOOK}" } };
    expect(await changesOf({}, unset)).toEqual([]);
  });

  it("is compared field by field", async () => {
    const changes = await changesOf({
      type: "email",
      displayName: "x",
      enabled: { value: false },
      userLabels: { ...answered.userLabels, team: "b" },
    });
    expect(changes.map(({ path, effect }) => `${effect} ${path}`)).toEqual([
      "replace type",
      "update displayName",
      "update enabled",
      "update userLabels.team",
    ]);
  });

  it("sends only what changed, the fingerprint with the address, and keeps the labels of others", async () => {
    const { ctx, sent } = cloudWith([answered]);
    const wanted = { ...spec, fingerprint: "1234567" };
    const live = (await notificationChannel.read(ctx, wanted))!;
    await notificationChannel.update!(ctx, wanted, live, notificationChannel.diff(wanted, live));
    expect(sent).toMatchObject([
      {
        notificationChannel: {
          name: answered.name,
          labels: spec.address,
          userLabels: { mine: "x", "cloud-runner-address": "1234567" },
        },
        updateMask: { paths: ["labels", "user_labels"] },
      },
    ]);
  });

  it("is not made twice when the answer to the first try was lost", async () => {
    const { ctx, sent } = cloudWith([answered]);
    await notificationChannel.create(ctx, spec);
    expect(sent).toEqual([]);
  });

  it("removes twins, and all of them in the end, whoever else tells them", async () => {
    const twin = { ...answered, name: "projects/p/notificationChannels/2" };
    const { ctx, sent } = cloudWith([twin, answered]);
    const live = (await notificationChannel.read(ctx, spec))!;
    const changes = notificationChannel.diff(spec, live);
    expect(changes.map(({ path }) => path)).toEqual(["twins"]);
    await notificationChannel.update!(ctx, spec, live, changes);
    expect(sent).toEqual([{ name: twin.name, force: true }]);
    await notificationChannel.delete(ctx, live);
    expect(sent.slice(1)).toEqual([answered, twin].map(({ name }) => ({ name, force: true })));
  });

  it("leaves those of others and of other stacks alone", async () => {
    const others = [
      { ...answered, userLabels: { "cloud-runner-channel": "webhook-1" } },
      { ...answered, userLabels: { ...answered.userLabels, "cloud-runner-stack": "forecast-2" } },
    ];
    const { ctx } = cloudWith(others);
    expect(await notificationChannel.read(ctx, spec)).toBeUndefined();
    expect(await (notificationChannel.list as (context: typeof ctx) => Promise<string[]>)(ctx)).toEqual([]);
  });

  it("repeats no secret that a refusal repeats", async () => {
    const refusal = Object.assign(new Error(`3 INVALID_ARGUMENT: ${url} with long word`), {
      code: 3,
      details: `Field labels["url"] had an invalid value of "${url}"`,
    });
    const { ctx } = cloudWith([], { createNotificationChannel: () => Promise.reject(refusal) });
    const error = await notificationChannel.create(ctx, spec).catch((each: unknown) => each);
    expect(error).toMatchObject({ status: "INVALID_ARGUMENT" });
    const said = JSON.stringify(error, Object.getOwnPropertyNames(error));
    expect(said + String((error as Error).cause)).not.toMatch(/secret|long word/);
  });
});
