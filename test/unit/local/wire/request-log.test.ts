import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../../../src/local/state/store.ts";
import { openRequestLog } from "../../../../src/local/wire/request-log.ts";

const request = {
  protocol: "http",
  method: "POST /a",
  resource: "/a",
  mutating: true,
  status: "200",
} as const;

/** A clock whose waits end only by their signal. */
const clock = {
  now: () => Date.UTC(2026, 0, 1),
  sleep: (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((_, reject) => signal?.addEventListener("abort", () => reject(new Error("over")))),
};

function folderFor(): string {
  const folder = mkdtempSync(join(tmpdir(), "requests-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("knows at once what was asked, before it is written", () => {
  const store = openStore(folderFor());
  onTestFinished(() => store.close());
  const requests = openRequestLog(store, clock);
  requests.add(request);
  requests.add({ ...request, mutating: false });
  expect(requests.list().map(({ id, at }) => ({ id, at }))).toEqual([
    { id: 1, at: "2026-01-01T00:00:00.000Z" },
    { id: 2, at: "2026-01-01T00:00:00.000Z" },
  ]);
  expect(requests.list({ mutating: true })).toHaveLength(1);
});

test("keeps what waits when it is closed", () => {
  const folder = folderFor();
  const first = openStore(folder);
  const requests = openRequestLog(first, clock);
  requests.add(request);
  requests.close();
  first.close();
  const second = openStore(folder);
  onTestFinished(() => second.close());
  expect(openRequestLog(second, clock).list()).toMatchObject([request]);
});
