// What the command line says of the inputs: the forecasts that `predict` brings back, and what `check` finds.
import type { Project } from "./checkout.ts";
import type { Input } from "./inputs/input.ts";

const mostCheckedBytes = 200_000;

/** `predict` of files and a manifest; its numbers are those of the service, so a few do. */
export async function predictedFiles(
  project: Project,
  inputs: readonly Input[],
): Promise<[string, string][]> {
  const some = inputs
    .filter(({ name, parameters }) => parameters === undefined && name.endsWith(".csv"))
    .slice(0, 4);
  for (const { name, content } of some) await project.write(`in/${name}`, content);
  const named = some.map(({ name }) => `in/${name}`);
  const files: [string, string][] = [];
  for (const path of named) {
    const { exitCode, stdout, stderr } = await project.run("predict", path, "-o", "-", "--quiet");
    files.push([`predict ${path}`, `${exitCode}\n${stdout}${withoutTimes(stderr)}`]);
  }
  return files;
}

/** `check` of all files that are not large, those with the same parameters at once. */
export async function checkedFiles(project: Project, inputs: readonly Input[]): Promise<[string, string][]> {
  const groups = Map.groupBy(
    inputs.filter(({ name, content }) => content.length <= mostCheckedBytes && !name.endsWith(".job.json")),
    ({ parameters = {} }) => JSON.stringify(parameters),
  );
  const found: [string, string][] = [];
  for (const [number, group] of [...groups.values()].entries()) {
    const paths = group.map((_, at) => `check/${number}/${at}.csv`);
    for (const [at, { content }] of group.entries()) await project.write(paths[at]!, content);
    const options = Object.entries(group[0]!.parameters ?? {}).flatMap(([key, value]) => [
      "--param",
      `${key}=${value}`,
    ]);
    const { stdout, stderr } = await project.run("check", ...paths, "--json", ...options);
    const files = filesOf(stdout);
    for (const [at, { name }] of group.entries())
      found.push([
        `check ${name}`,
        files?.[at] === undefined ? stdout + stderr : JSON.stringify(files[at], null, 2),
      ]);
  }
  return found;
}

function filesOf(stdout: string): unknown[] | undefined {
  try {
    return (JSON.parse(stdout) as { files?: unknown[] }).files;
  } catch {
    return undefined;
  }
}

const withoutTimes = (text: string) => text.replaceAll(/\d+(\.\d+)? s\b/g, "... s");
