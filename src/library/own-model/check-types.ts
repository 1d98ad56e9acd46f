// Type checks a model with the project's own TypeScript, where it has one.
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { ConfigError, ExecError } from "../../core/errors.ts";
import { createExec } from "../../core/exec.ts";
import type { Session } from "../session.ts";

export type TypesChecked = "checked" | "not-typescript" | "no-compiler";

const shownErrors = 10;

/**
 * @param file path of the model from the project folder
 * @param workFolder inside of the project folder, so that its packages are found; has the configuration during the check
 * @throws ConfigError with the compiler's own lines
 */
export async function checkTypes(
  { machine, folder, signal }: Pick<Session, "machine" | "folder" | "signal">,
  file: string,
  workFolder: string,
): Promise<TypesChecked> {
  const { env, execPath, packageFolder } = machine;
  if (!/\.m?ts$/.test(file)) return "not-typescript";
  const compiler = await findCompiler(join(folder, file));
  if (compiler === undefined) return "no-compiler";
  const config = join(workFolder, "tsconfig.model.json");
  await mkdir(workFolder, { recursive: true });
  await writeFile(
    config,
    JSON.stringify(compilerConfig({ folder, file, packageFolder, workFolder }), undefined, 2),
  );
  try {
    await createExec(env)([execPath, compiler, "-p", config, "--pretty", "false"], { cwd: folder, signal });
    return "checked";
  } catch (error) {
    throw error instanceof ExecError ? wrongTypes(error, file) : error;
  } finally {
    await rm(config, { force: true });
  }
}

async function findCompiler(modelPath: string): Promise<string | undefined> {
  try {
    const manifest = createRequire(modelPath).resolve("typescript/package.json");
    const { bin } = JSON.parse(await readFile(manifest, "utf8")) as { bin: { tsc: string } };
    return join(dirname(manifest), bin.tsc);
  } catch {
    return undefined;
  }
}

/** The user's own strictness; of the rest only what the bundler needs, which reads TypeScript as it stands. */
function compilerConfig(paths: Record<"folder" | "file" | "packageFolder" | "workFolder", string>): object {
  const { folder, file, packageFolder, workFolder } = paths;
  const own = tsconfigAbove(join(folder, file), folder);
  const types = join(packageFolder, "dist", "types", "model", "own", "authoring.d.ts");
  return {
    ...(own === undefined ? {} : { extends: own }),
    compilerOptions: {
      ...(own === undefined && { strict: true, target: "es2024", lib: ["es2024"], types: [] }),
      module: "esnext",
      moduleResolution: "bundler",
      allowImportingTsExtensions: true,
      noEmit: true,
      composite: false,
      incremental: false,
      skipLibCheck: true,
      ...(isInstalled(join(folder, file)) ? {} : { paths: { "cloud-runner/model": [types] } }),
    },
    files: [relative(workFolder, join(folder, file))],
    include: [],
  };
}

function tsconfigAbove(path: string, end: string): string | undefined {
  for (let each = dirname(path); ; each = dirname(each)) {
    const candidate = join(each, "tsconfig.json");
    if (existsSync(candidate)) return candidate;
    if (resolve(each) === resolve(end) || each === dirname(each)) return undefined;
  }
}

/** Whether cloud-runner is a dependency of the project; installed globally it is not found from there. */
function isInstalled(modelPath: string): boolean {
  try {
    createRequire(modelPath).resolve("cloud-runner/model");
    return true;
  } catch {
    return false;
  }
}

function wrongTypes(error: ExecError, file: string): ConfigError {
  const lines = error.stderr.split("\n").filter((line) => line.trim() !== "");
  const more = lines.length - shownErrors;
  return new ConfigError(`The types in ${file} do not fit.`, {
    code: "model.types",
    details: [...lines.slice(0, shownErrors), ...(more > 0 ? [`and ${more} more lines`] : [])],
    fix: `Correct ${file}; \`npx tsc --noEmit\` shows the same.`,
    cause: error,
  });
}
