// Who may ask the console: whoever has its token, by its own page, and nobody else; and what it says where nothing is up.
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorInPlace, inPlace } from "../../src/cli/pasting/in-place.ts";
import { openBrowser } from "../../src/console/open-browser.ts";
import { withConsole } from "../../src/console/server.ts";
import { openConsole, rawRequest, sessionIn, type TestConsole } from "../support/console-client.ts";

let folder: string;
let page: TestConsole;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "console-"));
  page = await openConsole(folder);
});
afterAll(async () => {
  await page.close();
  await rm(folder, { recursive: true, force: true });
});

const raw = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  rawRequest(page.port, path, { method, headers: { host: `127.0.0.1:${page.port}`, ...headers } });

async function signedIn(): Promise<Record<string, string>> {
  const { headers } = await raw(`/?token=${page.token}`);
  return { cookie: String(headers["set-cookie"]).split(";")[0]! };
}

describe("the token", () => {
  it("is asked for, by pages and by routes", async () => {
    expect((await raw("/")).status).toBe(401);
    expect((await raw("/console.js")).status).toBe(401);
    const { status, text } = await raw("/api/session");
    expect(status).toBe(401);
    expect(JSON.parse(text)).toMatchObject({ error: { code: "console.not-signed-in" } });
  });

  it("is not guessed", async () => {
    for (const wrong of ["", "x", page.token.slice(1), `${page.token}x`]) {
      expect((await raw(`/?token=${wrong}`)).status).toBe(401);
      expect((await raw("/api/session", { authorization: `Bearer ${wrong}` })).status).toBe(401);
      expect(
        (await raw("/api/session", { cookie: `cloud-runner-console-${page.port}=${wrong}` })).status,
      ).toBe(401);
    }
  });

  it("is exchanged for a cookie that no script sees and no other page sends, and is no cookie itself", async () => {
    const { status, headers, text } = await raw(`/?token=${page.token}`);
    expect(status).toBe(200);
    const cookie = String(headers["set-cookie"]);
    expect(cookie).toMatch(
      /^cloud-runner-console-\d+=[\w-]{43}; Path=\/[\w-]{22}\/; HttpOnly; SameSite=Strict$/,
    );
    expect(cookie + text).not.toContain(page.token);
    expect((await raw("/api/session", await signedIn())).status).toBe(200);
  });

  it("is exchanged for a cookie of one folder of addresses, in which the page has all of its own", async () => {
    const { headers, text } = await raw(`/?token=${page.token}`);
    const folderOf = (cookie: string) => /Path=([^;]*)/.exec(cookie)![1]!;
    const own = folderOf(String(headers["set-cookie"]));
    expect(text).toContain(`src="${own}enter.js"`);
    for (const path of ["", "enter.js", "api/session"])
      expect((await raw(`${own}${path}`, await signedIn())).status).toBe(200);
    expect((await raw(`${own}api/session`)).status).toBe(401);
    expect((await raw("/other/api/session", await signedIn())).status).toBe(404);
    const other = await openConsole(folder);
    const { headers: others } = await rawRequest(other.port, `/?token=${other.token}`, {
      headers: { host: `127.0.0.1:${other.port}` },
    });
    await other.close();
    expect(folderOf(String(others["set-cookie"]))).not.toBe(own);
  });

  it("is in no answer", async () => {
    const answers = await Promise.all(
      ["/", "/enter.js", "/api/session", "/api/overview"].map(async (path) => raw(path, await signedIn())),
    );
    for (const { text, headers } of answers)
      expect(JSON.stringify([text, headers])).not.toContain(page.token);
  });
});

describe("other pages", () => {
  it("cannot give this machine a name of theirs", async () => {
    for (const host of [
      "evil.example",
      `evil.example:${page.port}`,
      "127.0.0.1",
      `127.0.0.1.evil.example:${page.port}`,
    ]) {
      const { status, text } = await raw("/api/session", { ...(await signedIn()), host });
      expect([status, JSON.parse(text)]).toMatchObject([403, { error: { code: "console.foreign-host" } }]);
    }
    expect(
      (await raw("/api/session", { ...(await signedIn()), host: `localhost:${page.port}` })).status,
    ).toBe(200);
  });

  it("cannot use the cookie of a browser that has one", async () => {
    const own = await signedIn();
    const foreign = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: `http://127.0.0.1:${page.port + 1}` },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ];
    for (const headers of foreign) {
      expect((await raw("/api/session", { ...own, ...headers })).status).toBe(403);
      const changing = { ...own, ...headers, "x-cloud-runner-console": "1" };
      expect((await raw("/api/dead-letters/purge", changing, "POST")).status).toBe(403);
    }
    // A form of another page can send this, and no more.
    expect(
      (await raw("/api/dead-letters/purge", { ...own, "content-type": "text/plain" }, "POST")).status,
    ).toBe(403);
  });

  it("cannot frame it, nor bring it to load anything", async () => {
    const { headers } = await raw("/", await signedIn());
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
    });
    const answer = await raw("/api/session", await signedIn());
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
  });
});

describe("what is too much", () => {
  it("is refused before it is read", async () => {
    const error = await page.refused("POST", "/api/runs", { uploads: ["x".repeat(2 * 1024 * 1024)] });
    expect(error).toMatchObject({ status: 413, code: "console.too-large" });
    const headers = { authorization: `Bearer ${page.token}`, "x-cloud-runner-console": "1" };
    const announced = { ...headers, "content-length": String(2 * 1024 ** 3) };
    const { status } = await new Promise<{ status: number }>((resolve, reject) => {
      // Nothing follows: the answer comes all the same.
      void import("node:http").then(({ request }) => {
        const sent = request(
          {
            host: "127.0.0.1",
            port: page.port,
            path: "/api/uploads?name=a.csv",
            method: "POST",
            headers: announced,
          },
          (response) => {
            resolve({ status: response.statusCode! });
            sent.destroy();
          },
        );
        sent.once("error", reject);
        sent.flushHeaders();
      });
    });
    expect(status).toBe(413);
  });

  it("does not matter how it is malformed", async () => {
    for (const body of ["{", "[]", '{"uploads":[]}', '{"uploads":"a"}']) {
      const response = await page.get("/api/runs", {
        method: "POST",
        headers: { authorization: `Bearer ${page.token}`, "x-cloud-runner-console": "1" },
        body,
      });
      expect(response.status).toBe(422);
    }
    expect(await page.refused("GET", "/api/nothing")).toMatchObject({
      status: 404,
      code: "console.no-such-page",
    });
    expect(await page.refused("GET", "/api/runs?limit=1000000")).toMatchObject({ status: 422 });
    expect(await page.refused("GET", "/api/forecasts/%00")).toMatchObject({ status: 404 });
  });
});

describe("where nothing is up", () => {
  it("opens all the same, and says what to type", async () => {
    expect(await page.ask("GET /api/session", "/api/session")).toMatchObject({
      target: "local",
      stack: "forecast",
    });
    const found = await page.ask("GET /api/overview", "/api/overview");
    expect(found).toMatchObject({ state: "down", next: { commands: ["cloud-runner up"] } });
    const models = await page.ask("GET /api/models", "/api/models");
    expect(models.models.map(({ name }) => name)).toContain("prophet");
    expect(models.common.find(({ name }) => name === "horizon")).toMatchObject({
      kind: "integer",
      minimum: 1,
    });
    for (const path of ["/api/runs", "/api/logs", "/api/schedules", "/api/dead-letters", "/api/revisions"]) {
      const error = await page.refused("GET", path);
      expect(error).toMatchObject({ status: 424, code: "local-cloud.absent", fix: "cloud-runner up" });
    }
  });

  it("says commands as they work where they are pasted, in answers and in events", async () => {
    const pasting = { tool: "npx cloud-runner", place: ["--cwd", "there"] };
    const other = await openConsole(folder, {
      placing: {
        error: (error) => errorInPlace(error, pasting),
        command: (command) => inPlace(command, pasting),
      },
    });
    try {
      const placed = { code: "local-cloud.absent", fix: "npx cloud-runner up --cwd there" };
      expect(await other.refused("GET", "/api/runs")).toMatchObject(placed);
      expect(await other.events("/api/logs/events")).toMatchObject([
        { event: "trouble", error: placed },
        { event: "end" },
      ]);
    } finally {
      await other.close();
    }
  });

  it("says what is wrong with the configuration", async () => {
    const wrong = await mkdtemp(join(tmpdir(), "console-"));
    await writeFile(join(wrong, "cloud-runner.json"), '{"service": {"maxInstances": -1}}');
    const other = await openConsole(wrong);
    try {
      const { trouble } = await other.ask("GET /api/session", "/api/session");
      expect(trouble).toMatchObject({ code: "config.invalid" });
      expect(await other.refused("GET", "/api/overview")).toMatchObject({ code: "config.invalid" });
    } finally {
      await other.close();
      await rm(wrong, { recursive: true });
    }
  });
});

describe("the port", () => {
  it("is refused in words where another program has it", async () => {
    await expect(openConsole(folder, { port: page.port })).rejects.toMatchObject({ code: "usage.port" });
  });
});

describe("the browser", () => {
  it("is given a file that only this user may read, and no token on its command line", async () => {
    const seen = join(folder, "seen.txt");
    // Stands for what opens files: it writes down what it was given.
    const opener = [
      process.execPath,
      "-e",
      `require("fs").writeFileSync(${JSON.stringify(seen)}, process.argv.join(" "))`,
    ] as const;
    const session = sessionIn(folder, new AbortController().signal);
    await withConsole(session, {}, async (running) => {
      expect(await openBrowser(session, running, { opener })).toBe(true);
      const file = join(running.folder, "open.html");
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect((await stat(running.folder)).mode & 0o777).toBe(0o700);
      await expect.poll(() => stat(seen).catch(() => undefined)).toBeTruthy();
      expect(await openBrowser(session, running, { opener: ["no-such-program"] })).toBe(false);
    });
    const { readFile } = await import("node:fs/promises");
    const given = await readFile(seen, "utf8");
    expect(given).toContain("open.html");
    expect(given).not.toContain("token");
  });
});
