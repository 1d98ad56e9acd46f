// The docker engine at hand: whether it answers, how it builds, and a configuration of our own for the push.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withTemporaryFolder } from "../../core/disk/temporary-folder.ts";
import { ExecError, PreconditionError } from "../../core/errors.ts";
import type { Argv, Exec } from "../../core/exec.ts";
import {
  builderArgs,
  engineAddressArgs,
  engineArgs,
  isContainerdStore,
  storeArgs,
  type Builder,
} from "./docker-args.ts";

export interface DockerEngine {
  exec: Exec;
  builder: Builder;
}

export interface EngineOptions {
  exec: Exec;
  env: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal | undefined;
}

const answerMs = 30_000;

/** @throws PreconditionError when docker is not installed or its engine does not answer. */
export async function findEngine({ exec, env, signal }: EngineOptions): Promise<DockerEngine> {
  const quick = { signal, timeoutMs: answerMs };
  try {
    await exec(engineArgs(), quick);
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    throw error.code === "exec.not-found" ? notInstalled(error) : notAnswering(error);
  }
  if (env["DOCKER_BUILDKIT"] === "0") return { exec, builder: "classic" };
  const answer = (argv: Argv) =>
    exec(argv, quick).catch((error: unknown) => {
      if (error instanceof ExecError) return undefined;
      throw error;
    });
  if ((await answer(builderArgs())) === undefined) return { exec, builder: "classic" };
  const store = await answer(storeArgs());
  return { exec, builder: isContainerdStore(store?.stdout ?? "") ? "attesting" : "buildkit" };
}

const elsewhere =
  "or pass an image that is there already with --image URI@sha256:..., or let Google build it with --builder cloud-build";

const notInstalled = (cause: ExecError) =>
  new PreconditionError("Docker is not installed, so the container image cannot be built.", {
    code: "docker.missing",
    fix: `Install Docker (https://docs.docker.com/engine/install), ${elsewhere}`,
    cause,
  });

const notAnswering = (cause: ExecError) =>
  new PreconditionError("The docker engine does not answer, so the container image cannot be built.", {
    code: "docker.no-engine",
    details: cause.details,
    fix: `Start Docker and see that \`docker info\` works for this user, ${elsewhere}`,
    cause,
  });

export interface Credentials {
  user: string;
  password: string;
}

/**
 * Gives docker credentials for one registry in a configuration of its own; the user's own stays as it is.
 * The engine stays the one of the user's context, which the other configuration does not know.
 */
export async function withCredentials<T>(
  { exec }: DockerEngine,
  host: string,
  credentials: Credentials | undefined,
  work: (env: Record<string, string | undefined>) => Promise<T>,
): Promise<T> {
  const { stdout } = await exec(engineAddressArgs(), { timeoutMs: answerMs });
  return withTemporaryFolder("cloud-runner-docker-", async (folder) => {
    const auths = credentials && { [host]: { auth: encoded(credentials) } };
    await writeFile(join(folder, "config.json"), JSON.stringify({ auths: auths ?? {} }), { mode: 0o600 });
    return work({ DOCKER_CONFIG: folder, DOCKER_HOST: stdout.trim(), DOCKER_CONTEXT: undefined });
  });
}

export const encoded = ({ user, password }: Credentials): string =>
  Buffer.from(`${user}:${password}`).toString("base64");
