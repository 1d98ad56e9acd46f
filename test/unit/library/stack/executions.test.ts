import { expect, it } from "vitest";
import { readExecutions } from "../../../../src/library/stack/executions.ts";
import { cloudError, context } from "../../provision/support.ts";

const job = "projects/cloud-runner-local/locations/us-central1/jobs/forecast-job";
const asking = (listExecutions: (request: object) => Promise<unknown>) =>
  context({ executions: async () => ({ listExecutions }) });

it("is what has not come to its end, with its tasks", async () => {
  const asked: object[] = [];
  const ctx = asking(async (request) => {
    asked.push(request);
    return [
      [
        {
          name: `${job}/executions/forecast-job-b`,
          taskCount: 12,
          succeededCount: 3,
          failedCount: 1,
          runningCount: 8,
          createTime: { seconds: "1767225600", nanos: 5 },
          completionTime: null,
        },
        { name: `${job}/executions/forecast-job-a`, completionTime: { seconds: "1767225000" } },
      ],
    ];
  });
  expect(await readExecutions(ctx)).toEqual([
    {
      name: "forecast-job-b",
      tasks: 12,
      succeeded: 3,
      failed: 1,
      running: 8,
      since: "2026-01-01T00:00:00.000Z",
    },
  ]);
  expect(asked).toEqual([{ parent: job, pageSize: 100 }]);
});

it("says how many series are done, where an execution works on a panel in slices", async () => {
  const folder = ".cloud-runner/jobs/abc/";
  const env = [{ name: "WORK_ORDER", value: `gs://cloud-runner-local-forecast-output/${folder}order.json` }];
  const running = (name: string, containers: object[]) => ({
    name: `${job}/executions/${name}`,
    template: { containers },
  });
  const seriesIn = (count: number) => ({ metadata: { "cloud-runner-series-in": `${count}` } });
  const bucket = {
    file: (name: string) => ({
      getMetadata: async () => {
        expect(name).toBe(`${folder}plan.json`);
        return [seriesIn(900)];
      },
    }),
    getFiles: async ({ prefix }: { prefix: string }) => {
      expect(prefix).toBe(`${folder}done/`);
      return [[{ metadata: seriesIn(100) }, { metadata: seriesIn(50) }]];
    },
  };
  const ctx = context({
    executions: async () => ({
      listExecutions: async () => [[running("a", [{ env }]), running("b", [{}]), running("c", [{ env }])]],
    }),
    storage: async () => ({ bucket: () => bucket }),
  });
  const found = await readExecutions(ctx);
  expect(found!.map(({ series }) => series)).toEqual([
    { done: 150, series: 900 },
    undefined,
    { done: 150, series: 900 },
  ]);
});

it("is nothing where there is no job, and unknown where Cloud Run does not say", async () => {
  expect(await readExecutions(asking(() => Promise.reject(cloudError("NOT_FOUND"))))).toEqual([]);
  expect(await readExecutions(asking(() => Promise.reject(cloudError("PERMISSION_DENIED"))))).toBeUndefined();
});
