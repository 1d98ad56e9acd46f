// Against a small server in the place of Cloud Run's API.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { createJobRunner } from "../../../../src/runtime/job/job-runner.ts";

const job = "projects/demo/locations/us-central1/jobs/forecast-job";
const execution = `${job}/executions/forecast-job-abc12`;

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

interface Asked {
  method: string | undefined;
  url: string | undefined;
  authorization: string | undefined;
  body: unknown;
}

async function start(answer: { status?: number; body: unknown }) {
  const asked: Asked[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      const { method, url, headers } = request;
      asked.push({ method, url, authorization: headers.authorization, body: body && JSON.parse(body) });
      response.writeHead(answer.status ?? 200, { "content-type": "application/json" });
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const runner = createJobRunner({ job, endpoint, token: async () => "secret", clock: systemClock });
  return { runner, asked, close: () => server.close() };
}

const refusal = (code: number, status: string, message: string) => ({
  status: code,
  body: { error: { code, status, message } },
});

describe("a runner of the job", () => {
  it("starts an execution with variables over those of the job", async () => {
    const { runner, asked } = await start({ body: { name: "operations/1", metadata: { name: execution } } });
    expect(await runner.run({ env: { WORK_ORDER: "gs://out/order.json" } })).toBe(execution);
    expect(asked).toEqual([
      {
        method: "POST",
        url: `/v2/${job}:run`,
        authorization: "Bearer secret",
        body: {
          overrides: {
            containerOverrides: [{ env: [{ name: "WORK_ORDER", value: "gs://out/order.json" }] }],
          },
        },
      },
    ]);
  });

  it("asks for as many tasks as it is told", async () => {
    const { runner, asked } = await start({ body: { metadata: { name: execution } } });
    await runner.run({ env: {}, taskCount: 12 });
    expect(asked[0]!.body).toMatchObject({ overrides: { taskCount: 12 } });
  });

  it.each([
    ["running", { runningCount: 1, taskCount: 1 }],
    ["running", {}],
    ["succeeded", { completionTime: "2026-01-01T00:00:00Z", succeededCount: 2, taskCount: 2 }],
    ["failed", { completionTime: "2026-01-01T00:00:00Z", succeededCount: 1, failedCount: 1, taskCount: 2 }],
    ["failed", { completionTime: "2026-01-01T00:00:00Z", cancelledCount: 1, taskCount: 1 }],
  ])("says that an execution is %s", async (state, body) => {
    const { runner, asked } = await start({ body });
    expect(await runner.state(execution)).toBe(state);
    expect(asked[0]).toMatchObject({ method: "GET", url: `/v2/${execution}` });
  });

  it("says that an execution is gone", async () => {
    const { runner } = await start(refusal(404, "NOT_FOUND", "Resource 'forecast-job-abc12' was not found"));
    expect(await runner.state(execution)).toBe("gone");
  });

  it.each([
    ["job.unavailable", refusal(503, "UNAVAILABLE", "The service is currently unavailable.")],
    ["job.unavailable", refusal(429, "RESOURCE_EXHAUSTED", "Quota exceeded for running executions")],
    ["job.unavailable", { status: 502, body: "<html>Bad gateway</html>" }],
    ["job.refused", refusal(403, "PERMISSION_DENIED", "Permission 'run.jobs.runWithOverrides' denied")],
    ["job.refused", refusal(404, "NOT_FOUND", "Resource 'forecast-job' was not found")],
    ["job.unavailable", { body: { name: "an operation without its execution" } }],
  ])("fails with %s, so that it is known whether another try helps", async (code, answer) => {
    const { runner } = await start(answer);
    const retryable = code === "job.unavailable";
    await expect(runner.run({ env: {} })).rejects.toMatchObject({ code, retryable });
  });

  it("takes a server that is away for what passes", async () => {
    const { runner, close } = await start({ body: {} });
    close();
    await expect(runner.run({ env: {} })).rejects.toMatchObject({ code: "job.unavailable" });
  });
});
