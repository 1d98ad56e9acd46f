// Checks that what others wrote is named by its content: `npm run check:pins`.
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** An entry of `packages` in package-lock.json, as npm writes it. */
interface LockedPackage {
  link?: boolean;
  integrity?: string;
}

/** One line for each package that npm would install whatever its bytes are. */
export function lockProblems(lock: { packages: Readonly<Record<string, LockedPackage>> }): string[] {
  return Object.entries(lock.packages)
    .filter(([path, { link }]) => path !== "" && link !== true)
    .filter(([, { integrity }]) => integrity?.startsWith("sha512-") !== true)
    .map(
      ([path]) =>
        `package-lock.json: ${path} has no integrity of sha512; write what \`npm view NAME@VERSION dist.integrity\` says`,
    );
}

/** One line for each action that is named by a tag, which its owner can move. */
export function actionProblems(path: string, workflow: string): string[] {
  return [...workflow.matchAll(/\buses:\s*([^\s#]+)/g)]
    .map(([, action]) => action!)
    .filter((action) => !action.startsWith("./") && !/@[0-9a-f]{40}$/.test(action))
    .map((action) => `${path}: ${action} is a tag; name the commit, and the tag behind it as a comment`);
}

/** One line for each base image that is named by a tag, whatever an argument of the build stands for. */
export function baseProblems(path: string, dockerfile: string): string[] {
  const values = new Map(
    [...dockerfile.matchAll(/^ARG (\w+)=(\S+)/gm)].map(([, name, value]) => [name!, value!]),
  );
  const stages = new Set([...dockerfile.matchAll(/^FROM .+ AS (\S+)/gim)].map(([, stage]) => stage!));
  return [...dockerfile.matchAll(/^FROM (?:--\S+ )*(\S+)/gim)]
    .map(([, image]) => image!.replaceAll(/\$\{?(\w+)\}?/g, (word, name: string) => values.get(name) ?? word))
    .filter((image) => image !== "scratch" && !stages.has(image) && !/@sha256:[0-9a-f]{64}$/.test(image))
    .map(
      (image) =>
        `${path}: ${image} is a tag; add the digest that \`docker buildx imagetools inspect ${image}\` prints first`,
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = [
    ...lockProblems(JSON.parse(readFileSync("package-lock.json", "utf8"))),
    ...["Dockerfile", ...globSync("examples/*/Dockerfile")].flatMap((path) =>
      baseProblems(path, readFileSync(path, "utf8")),
    ),
    ...globSync(".github/workflows/*.yml").flatMap((path) =>
      actionProblems(path, readFileSync(path, "utf8")),
    ),
  ];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
