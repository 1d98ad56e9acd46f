import { expect, it } from "vitest";
import { createByteProgress } from "../../../../../src/library/predict/transfer/byte-progress.ts";

const mebibyte = 1024 * 1024;

it("says how much of all large files is sent, how fast that goes and what is left", () => {
  let now = 0;
  let changes = 0;
  const progress = createByteProgress({ now: () => now, sleep: async () => {} }, () => changes++);
  expect(progress.text()).toBe("");
  const [first, second] = [progress.file(60 * mebibyte), progress.file(40 * mebibyte)];
  now = 500;
  first(5 * mebibyte);
  expect(progress.text()).toBe(": 5.0 MiB of 100.0 MiB");
  now = 2000;
  second(15 * mebibyte);
  expect(progress.text()).toBe(": 20.0 MiB of 100.0 MiB, 10.0 MiB/s, 8 s left");
  now = 4000;
  first(60 * mebibyte);
  second(40 * mebibyte);
  expect(progress.text()).toBe(": 100.0 MiB of 100.0 MiB");
  for (let sent = 0; sent < 100; sent++) second(40 * mebibyte - 100 + sent);
  expect(changes).toBe(4);
});
