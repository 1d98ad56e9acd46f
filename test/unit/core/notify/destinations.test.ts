import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../../src/core/config.ts";
import {
  destinationsIn,
  filledIn,
  shownDestination,
  variablesIn,
} from "../../../../src/core/notify/destinations.ts";
import { fingerprintOf, shownSetting } from "../../../../src/core/notify/fingerprint.ts";

const notifyOf = (notify: unknown) => parseConfig({ notify }, "test").notify;
const faultOf = (notify: unknown): string[] => {
  try {
    notifyOf(notify);
    return [];
  } catch (error) {
    return (error as { details: string[] }).details;
  }
};

describe("notify", () => {
  it.each([
    "ops@example.com",
    "first.last+tag@mail.example.co.uk",
    "https://hooks.example.com/x?token=a#b",
    "https://user:word@hooks.example.com:8443/",
    "http://127.0.0.1:9000/hook",
    "http://localhost:3000",
    "http://[::1]:3000/x",
    "./alerts.jsonl",
    "./logs/alerts.jsonl",
    "${HOOK_URL}",
    "https://hooks.example.com/${TOKEN}",
    "https://hooks.example.com/${hook_token}",
    "https://hooks.example.com:${PORT}/x",
    "https://hooks.example.com/$TOKEN",
    "./..alerts",
  ])("takes %s", (to) => {
    expect(faultOf([to])).toEqual([]);
    expect(faultOf([{ to, on: ["dead-letters"] }])).toEqual([]);
  });

  it.each([
    "nobody",
    "ops@example",
    "http://hooks.example.com/x",
    "http://127.0.0.1.example.com/",
    "ftp://example.com",
    "other.jsonl",
    "/tmp/alerts.jsonl",
    "../alerts.jsonl",
    "./a/../../alerts.jsonl",
    "./../alerts.jsonl",
    "./..",
    "./a/..",
    "https://hooks.example.com/${TOKEN",
    "https://hooks.example.com/${my-token}",
    "https://hooks.example.com:port/x",
    "http://127.0.0.1:99999/",
    "./.cloud-runner/state.sqlite",
    "./folder/",
    "https://",
    "",
  ])("refuses %s, and says what may stand there", (to) => {
    const [fault] = faultOf([to]);
    expect(fault).toMatch(/^notify\.0: must be an e-mail address or an https:\/\/ address/);
  });

  it.each([
    "./cloud-runner.json",
    "./Cloud-Runner.JSON",
    ".//cloud-runner.json",
    "./package.json",
    "./data/sales.csv",
    "./sales.parquet",
    "./query.sql",
    "./.git/config",
    "./.gitignore",
    "./.env",
    "./.env.local",
    "./src/main.ts",
  ])("refuses %s, which a line of an alert would spoil", (to) => {
    expect(faultOf([to])[0]).toMatch(/^notify\.0: must be a file for alerts alone/);
    expect(faultOf([{ to, on: ["dead-letters"] }])[0]).toMatch(
      /^notify\.0\.to: must be a file for alerts alone/,
    );
  });

  it.each(["./alerts.jsonl", "./logs/alerts.log", "./alerts.ndjson", "./alerts", "./alerts.txt"])(
    "takes %s, a file for alerts",
    (to) => expect(faultOf([to])).toEqual([]),
  );

  it("does not repeat what may be a secret", () => {
    expect(faultOf(["http://hooks.example.com/word"]).join()).not.toContain("word");
  });

  it("says what is wrong with an object", () => {
    expect(faultOf([{ to: "a@b.cd", on: ["deads"] }])).toEqual([
      "notify.0: on.0 must be dead-letters, failed-forecasts or missed-schedules",
    ]);
    expect(faultOf([{ on: ["dead-letters"] }])).toEqual(["notify.0: to is missing"]);
    expect(faultOf([{ to: "a@b.cd", onn: [] }])[0]).toContain('did you mean "on"?');
    expect(faultOf(["a@b.cd", { to: "a@b.cd" }])).toEqual(["notify: names an address twice"]);
    expect(faultOf("a@b.cd")).toEqual(["notify: must be a list"]);
  });

  it.each([
    ["ops@example.com", "OPS@Example.com"],
    ["./a.jsonl", ".//a.jsonl"],
    ["./alerts/a.jsonl", "./alerts///a.jsonl"],
    ["https://hooks.example.com/x", "https://HOOKS.example.com:443/x"],
    ["http://127.0.0.1:9000", "http://127.0.0.1:9000/"],
  ])("is one address as %s and as %s", (one, other) => {
    expect(faultOf([one, other])).toEqual(["notify: names an address twice"]);
  });

  it.each([
    ["./a.jsonl", "./A.jsonl"],
    ["https://hooks.example.com/x", "https://hooks.example.com/X"],
    ["https://hooks.example.com/${ONE}", "https://hooks.example.com/${one}"],
  ])("is another as %s than as %s", (one, other) => {
    expect(faultOf([one, other])).toEqual([]);
  });

  it("is no file of the local cloud's own state, however it is written", () => {
    expect(faultOf(["./.cloud-runner/a.jsonl"])).toHaveLength(1);
    expect(faultOf([".//.cloud-runner/a.jsonl"])).toHaveLength(1);
  });

  it("is numbered by kind, the same for both targets, and Google Cloud is left what it reaches", () => {
    const notify = notifyOf([
      "./alerts.jsonl",
      "ops@example.com",
      { to: "https://hooks.example.com/x", on: ["dead-letters"] },
      "http://127.0.0.1:9000/",
      "boss@example.com",
    ]);
    const ids = (target: "local" | "gcp") => destinationsIn(notify, target).map(({ id }) => id);
    expect(ids("local")).toEqual(["file-1", "email-1", "webhook-1", "loopback-1", "email-2"]);
    expect(ids("gcp")).toEqual(["email-1", "webhook-1", "email-2"]);
    expect(destinationsIn(notify, "gcp").map(({ on }) => on.length)).toEqual([3, 1, 3]);
  });

  it("has secrets filled in from the environment, and names those that are missing", () => {
    expect(filledIn("https://h.example.com/${hook}", { hook: "x" })).toBe("https://h.example.com/x");
    const given = ["https://h.example.com/${TOKEN}", { to: "${OTHER}" }];
    expect(filledIn(given, { TOKEN: "x", OTHER: "" })).toEqual([
      "https://h.example.com/x",
      { to: "${OTHER}" },
    ]);
    expect(filledIn(undefined, {})).toBeUndefined();
    expect(variablesIn(notifyOf(given))).toEqual(["${TOKEN}", "${OTHER}"]);
  });
});

describe("an address that is shown", () => {
  const secret = "https://user:word@hooks.example.com/T000/B000/XXXX?token=y";

  it("is a host alone where the rest may be a secret", () => {
    expect(shownDestination(secret)).toBe("https://hooks.example.com/…");
    expect(shownDestination("ops@example.com")).toBe("ops@example.com");
    expect(shownDestination("./alerts.jsonl")).toBe("./alerts.jsonl");
    const shown = JSON.stringify(shownSetting([secret, { to: secret, on: ["dead-letters"] }]));
    expect(shown).not.toMatch(/word|XXXX|token/);
    expect(shown).toContain(fingerprintOf(secret).slice(0, 6));
  });

  it("differs where the address does", () => {
    expect(fingerprintOf(secret)).toMatch(/^[0-9a-f]{32}$/);
    expect(fingerprintOf(secret)).not.toBe(fingerprintOf(`${secret}z`));
  });
});
