import { describe, expect, it } from "vitest";
import { render as renderList } from "../../../../src/cli/commands/dlq/list/render.ts";
import { exitCode, render as renderReplay } from "../../../../src/cli/commands/dlq/replay/render.ts";
import { main } from "../../../../src/cli/main.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import { CloudError } from "../../../../src/core/errors.ts";
import type { MessageWithReason } from "../../../../src/library/dlq/list.ts";
import type { ReplayOutcome, ReplayResult } from "../../../../src/library/dlq/replay.ts";
import { fakeIo } from "../support.ts";

const view = viewOf({ write: () => true }, { env: {}, platform: "linux" }, true);

const message = (id: string, more: Partial<MessageWithReason> = {}): MessageWithReason => ({
  id,
  input: { bucket: "in", name: "a.csv", generation: "1700000000000002", uri: "gs://in/a.csv" },
  state: "waiting",
  answer: undefined,
  replacedBy: undefined,
  deliveries: 20,
  replays: 0,
  uploadedAt: "2026-01-02T03:00:00.000Z",
  publishedAt: "2026-01-02T03:00:01.000Z",
  deadLetteredAt: "2026-01-02T03:04:05.500Z",
  reason: undefined,
  keptUntil: "2026-02-02T03:04:05.500Z",
  ...more,
});

describe("the list", () => {
  const listed = (messages: MessageWithReason[], mayBeMore = false) =>
    renderList({ action: "list", subscription: "s", messages, mayBeMore }, view);

  it("has reasons, and says how to go on", () => {
    const reason = { code: "forecast.timeout", message: "Took too long.", fix: undefined, at: "" };
    const messages = [message("1", { reason }), message("12", { replays: 1, state: "deleted" })];
    expect(listed(messages)).toMatchInlineSnapshot(`
      "id  state    tries  replays  uploaded (UTC)       given up (UTC)       kept until (UTC)     input
      1   waiting  20     0        2026-01-02 03:00:00  2026-01-02 03:04:05  2026-02-02 03:04:05  gs://in/a.csv#1700000000000002
        forecast.timeout: Took too long.
      12  deleted  20     1        2026-01-02 03:00:00  2026-01-02 03:04:05  2026-02-02 03:04:05  gs://in/a.csv#1700000000000002
        not known: the service logged nothing about this input, so perhaps it never got it

      \`cloud-runner dlq show ID\` shows all about one.
      \`cloud-runner plan\` shows whether the stack is as configured, \`cloud-runner logs\` what was logged.
      \`cloud-runner dlq replay --all\` tries 1 input again.
      \`cloud-runner dlq purge --settled\` removes 1 message that can bring no forecast any more."
    `);
  });

  it("may be empty because nothing was given up, or because somebody else reads", () => {
    expect(listed([])).toBe("✔ There are no dead-letter messages: nothing was given up.");
    expect(listed([], true)).toContain("There may be more");
  });
});

describe("a replay", () => {
  const result = (...outcomes: ReplayOutcome[]): ReplayResult => ({
    action: "replay",
    messages: outcomes.map((outcome, index) => ({
      message: message(String(index), { state: "replaced", replacedBy: "9" }),
      outcome,
      answer: { kind: "result", uri: "gs://out/a.csv", generation: "1" },
      error: new CloudError("pubsub.Publish failed.", { code: "x", status: "INTERNAL", retryable: true }),
    })),
  });

  it.each<[number, ReplayOutcome[]]>([
    [0, []],
    [0, ["forecast", "settled"]],
    [0, ["replayed"]],
    [0, ["settled"]],
    [3, ["forecast", "timed-out"]],
    [1, ["refused", "settled"]],
    [1, ["failed", "timed-out"]],
    [1, ["rejected"]],
    [124, ["timed-out", "timed-out"]],
  ])("exits %i after %j", (code, outcomes) => {
    expect(exitCode(result(...outcomes))).toBe(code);
  });

  it("says of each message what came of it", () => {
    const outcomes = [
      "would-replay",
      "settled",
      "refused",
      "failed",
      "replayed",
      "forecast",
      "rejected",
    ] as const;
    expect(renderReplay(result(...outcomes, "timed-out"), view)).toMatchInlineSnapshot(`
      "• 0  gs://in/a.csv#1700000000000002: would be put back, replay 1 of 3
      • 1  gs://in/a.csv#1700000000000002: left alone, replaced since then by generation 9, which has a notification of its own
      ✖ 2  gs://in/a.csv#1700000000000002: refused, after 0 replays it was given up again
      ✖ 3  gs://in/a.csv#1700000000000002: pubsub.Publish failed.
      ✔ 4  gs://in/a.csv#1700000000000002: put back
      ✔ 5  gs://in/a.csv#1700000000000002: gs://out/a.csv
      ✖ 6  gs://in/a.csv#1700000000000002: pubsub.Publish failed.
      ✖ 7  gs://in/a.csv#1700000000000002: put back, no forecast so far

      \`cloud-runner dlq purge --settled\` removes messages that were left alone.

      \`cloud-runner dlq show ID\` shows why it keeps failing; --fixed FILE.csv replaces the input, --force tries once more.

      It goes on being tried. \`cloud-runner logs\` shows how; if it is given up again, \`cloud-runner dlq list\` shows it."
    `);
  });
});

describe("the command", () => {
  it.each([
    [["lst"], "Did you mean list?"],
    [["show"], "Missing required argument 'id'"],
    [["list", "7"], "Too many arguments"],
    [["replay"], "takes ids or --all"],
    [["replay", "7", "--all"], "cannot be used together"],
    [["replay", "--all", "--fixed", "a.csv"], "replaces the input of one"],
    [["replay", "7", "--settled"], "It belongs to `dlq purge`."],
    [["replay", "7", "--timeout", "soon"], "not a duration"],
    [["purge"], "takes ids or --all, --settled or --older-than"],
    [["purge", "--all", "--older-than", "7d"], "excludes"],
    [["list", "--dry-run"], "It belongs to `dlq replay` and `dlq purge`."],
  ])("refuses %j before it asks the cloud anything", async (argv, words) => {
    const io = fakeIo();
    expect(await main(["dlq", ...argv], io)).toBe(2);
    expect(io.err()).toContain(words);
  });
});
