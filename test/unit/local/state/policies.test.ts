import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openPolicies, type Policies } from "../../../../src/local/state/policies.ts";
import { openStore, type Store } from "../../../../src/local/state/store.ts";

let folder: string;
let store: Store;
let policies: Policies;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "policies-"));
  store = openStore(folder);
  policies = openPolicies(store, { made: () => {}, isVisible: () => true, checkEtag: () => {} });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

it("takes its etag back in the alphabet of addresses, as gcloud sends it", () => {
  const bindings = [{ role: "roles/viewer", members: ["user:a@example.com"] }];
  const withSigns = Array.from({ length: 100 }, (_, index) => `resource-${index}`).find((name) =>
    /[+/]/.test(policies.get(name).etag),
  )!;
  const etag = policies.get(withSigns).etag.replaceAll("+", "-").replaceAll("/", "_");
  expect(policies.set(withSigns, { etag, bindings }).bindings).toEqual(bindings);
});

it("refuses an etag of before the last write", () => {
  const { etag } = policies.get("resource");
  policies.set("resource", { etag, bindings: [] });
  expect(() => policies.set("resource", { etag, bindings: [] })).toThrow("concurrent policy changes");
});
