import { describe, expect, it } from "vitest";
import { parseOrder, readTask } from "../../../../src/runtime/job/task.ts";

const order = ".cloud-runner/jobs/0123456789abcdef0123456789abcdef/order.json";
const needed = { WORK_ORDER: `gs://out/${order}` };

describe("a task of the job", () => {
  it("is the first of one by default, with tries left", () => {
    expect(readTask(needed, "out")).toEqual({
      order,
      execution: "unknown",
      index: 0,
      count: 1,
      isLastTry: false,
      isHelper: false,
    });
  });

  it.each([
    [{ CLOUD_RUN_TASK_ATTEMPT: "2" }, false],
    [{ CLOUD_RUN_TASK_ATTEMPT: "3" }, true],
    [{ CLOUD_RUN_TASK_ATTEMPT: "0", JOB_MAXIMUM_RETRIES: "0" }, true],
    [{ CLOUD_RUN_TASK_ATTEMPT: "9", JOB_MAXIMUM_RETRIES: "10" }, false],
  ])("knows its last try: %j", (env, isLastTry) => {
    expect(readTask({ ...needed, ...env }, "out")).toMatchObject({ isLastTry });
  });

  it("knows whose slices it is to take", () => {
    const env = { ...needed, WORK_PHASE: "forecast", WORK_FOLDER: ".cloud-runner/jobs/0/inputs/1/" };
    expect(readTask(env, "out")).toMatchObject({
      isHelper: true,
      folder: ".cloud-runner/jobs/0/inputs/1/",
    });
  });

  it("is what Cloud Run says", () => {
    const env = {
      ...needed,
      CLOUD_RUN_EXECUTION: "forecast-job-abc12",
      CLOUD_RUN_TASK_INDEX: "7",
      CLOUD_RUN_TASK_COUNT: "9",
    };
    expect(readTask(env, "out")).toMatchObject({ execution: "forecast-job-abc12", index: 7, count: 9 });
  });

  it.each([undefined, "order.json", `gs://other/${order}`, "gs://out/data.csv"])(
    "has no other order than one of ours: %s",
    (uri) => {
      expect(() => readTask({ WORK_ORDER: uri }, "out")).toThrow("WORK_ORDER is");
    },
  );

  it("refuses an order of another version of the service", () => {
    expect(() => parseOrder(new TextEncoder().encode('{"schemaVersion":2}'))).toThrow("schema version 2");
  });
});
