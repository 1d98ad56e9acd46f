import { expect, it } from "vitest";
import { platformOf } from "../../../../src/core/platform/platform.ts";
import { diskTrouble, explained, whyNotWritten } from "../../../../src/core/disk/trouble.ts";

const failure = (fields: object) => Object.assign(new Error("write failed"), fields);

it("is no bug of ours, and says where and what to do", () => {
  const full = failure({ code: "ENOSPC", path: "/p/.cloud-runner/cloud.log", syscall: "write" });
  expect(explained(full, platformOf("linux"))).toMatchObject({
    code: "disk.trouble",
    exitCode: 1,
    message: "/p/.cloud-runner/cloud.log cannot be read or written: the disk is full.",
    fix: expect.stringContaining("df -h") as string,
  });
  expect(explained(failure({ code: "ERR_SQLITE_ERROR", errcode: 13 }))).toMatchObject({
    code: "disk.trouble",
  });
});

it.each([
  [{ code: "EACCES" }, "This user may not write there."],
  [{ code: "EROFS" }, "The disk is read-only."],
  [{ code: "EISDIR" }, "A folder of that name is there."],
  [{ code: "ENOTDIR" }, "A file stands where a folder should be."],
  [{ code: "EWHATEVER" }, "write failed"],
])("says in words why a file was not written: %j", (fields, why) => {
  expect(whyNotWritten(failure(fields))).toBe(why);
});

it("tells what another program has open from what this user may not write", () => {
  const windows = platformOf("win32");
  const refused = failure({ code: "EPERM", path: "out.csv", syscall: "rename" });
  expect(explained(refused, windows)).toMatchObject({
    message:
      "out.csv cannot be read or written: this user may not write there, or another program has it open.",
    fix: expect.stringContaining("such as a spreadsheet") as string,
  });
  expect(explained(failure({ code: "EBUSY", path: "out.csv" }))).toMatchObject({
    message: "out.csv cannot be read or written: another program has it open.",
  });
  expect(explained(refused, platformOf("linux"))).toMatchObject({
    message: "out.csv cannot be read or written: this user may not write there.",
    fix: expect.stringContaining("df -h") as string,
  });
  expect(explained(failure({ code: "ENOSPC" }), windows)).toMatchObject({
    fix: expect.stringContaining("Get-PSDrive") as string,
  });
});

it("leaves other failures as they are", () => {
  for (const fields of [{}, { code: "ENOENT" }, { code: "EPERM", syscall: "kill" }]) {
    const other = failure(fields);
    expect(diskTrouble(other)).toBeUndefined();
    expect(explained(other)).toBe(other);
  }
});
