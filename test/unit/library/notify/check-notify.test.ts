import { expect, it } from "vitest";
import { checkNotify } from "../../../../src/library/notify/check-notify.ts";
import { config } from "../../provision/support.ts";

const check = (notify: string[], target: "local" | "gcp") => () =>
  checkNotify(config({ notify, target, project: "some-project" }));

it("takes addresses that the target reaches, others beside them too", () => {
  expect(check([], "gcp")).not.toThrow();
  expect(check(["./alerts.jsonl", "ops@example.com"], "gcp")).not.toThrow();
  expect(check(["./alerts.jsonl"], "local")).not.toThrow();
});

it("refuses addresses of which Google Cloud reaches none", () => {
  expect(check(["./alerts.jsonl", "http://127.0.0.1:9000/"], "gcp")).toThrow(
    expect.objectContaining({ code: "config.notify-local" }) as Error,
  );
});

it("names the variable that is not set, and how to set it", () => {
  expect(check(["https://hooks.example.com/${TOKEN}"], "local")).toThrow(
    expect.objectContaining({
      code: "config.notify-variable",
      fix: "Set it and run the command again: export TOKEN=...",
    }) as Error,
  );
});
