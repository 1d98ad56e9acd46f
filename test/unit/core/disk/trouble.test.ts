import { expect, it } from "vitest";
import { diskTrouble, explained } from "../../../../src/core/disk/trouble.ts";

const failure = (fields: object) => Object.assign(new Error("write failed"), fields);

it("is no bug of ours, and says where and what to do", () => {
  const full = failure({ code: "ENOSPC", path: "/p/.cloud-runner/cloud.log", syscall: "write" });
  expect(explained(full)).toMatchObject({
    code: "disk.trouble",
    exitCode: 1,
    message: "/p/.cloud-runner/cloud.log cannot be read or written: the disk is full.",
    fix: expect.stringContaining("df -h") as string,
  });
  expect(explained(failure({ code: "ERR_SQLITE_ERROR", errcode: 13 }))).toMatchObject({
    code: "disk.trouble",
  });
});

it("leaves other failures as they are", () => {
  for (const fields of [{}, { code: "ENOENT" }, { code: "EPERM", syscall: "kill" }]) {
    const other = failure(fields);
    expect(diskTrouble(other)).toBeUndefined();
    expect(explained(other)).toBe(other);
  }
});
