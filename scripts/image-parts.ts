// What others have written of what the image holds: licenses.txt, which most licences ask for, and sbom.json beside it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Part {
  name: string;
  version?: string;
  /** As SPDX writes it. */
  license: string;
  texts: string[];
  /** Of a package of npm. */
  purl?: string;
  /** The package that it is a part of, and where its source is. */
  in?: string;
  source?: string;
}

interface Stored {
  text: string;
  source: string;
}

/** scripts/licenses/index.json */
interface Index {
  /** Texts of packages that bring none. */
  packages: Record<string, Stored>;
  /** What was compiled or copied into a package, by `name@version`. */
  within: Record<string, Inner[]>;
  /** What our own sources follow line by line, by their folder. */
  followed?: Record<string, Inner[]>;
}

type Inner = Stored & Pick<Part, "name" | "version" | "license">;

/**
 * The packages that the sources belong to, and what is within them, by name.
 * @throws Error when the text of a licence is nowhere, or a package is not the one that was looked at
 */
export function partsOf(sources: readonly string[], root: string): Part[] {
  const folder = join(root, "scripts/licenses");
  const { packages, within, followed = {} } = readJson(join(folder, "index.json")) as Index;
  const stored = ({ text }: Stored) => readFileSync(join(folder, text), "utf8").trim();
  const folders = sources
    .map((source) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0])
    .filter((path) => path !== undefined);
  const outer = [...new Set(folders)].map((path): Part & { version: string } => {
    const manifest = readJson(join(root, path, "package.json")) as Record<string, string>;
    const { name, version, license } = manifest as { name: string; version: string; license: string };
    const texts = readdirSync(join(root, path))
      .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
      .toSorted()
      .map((file) => readFileSync(join(root, path, file), "utf8").trim());
    const kept = packages[name];
    if (texts.length === 0 && kept === undefined) {
      throw new Error(
        `${name} has no text of its licence: store it in scripts/licenses, and name it in index.json.`,
      );
    }
    const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
    return { name, version, license, purl, texts: texts.length === 0 ? [stored(kept!)] : texts };
  });
  const inner = Object.entries(within).flatMap(([key, list]) => {
    const at = key.lastIndexOf("@");
    const found = outer.find(({ name }) => name === key.slice(0, at));
    if (found === undefined) return [];
    if (found.version !== key.slice(at + 1)) {
      throw new Error(
        `${found.name} is ${found.version} now: see what it is made of, and correct scripts/licenses.`,
      );
    }
    return list.map((part): Part => ({ ...part, in: found.name, texts: [stored(part)] }));
  });
  const ours = Object.entries(followed)
    .filter(([path]) => sources.some((source) => source.startsWith(path)))
    .flatMap(([, list]) =>
      list.map((part): Part => ({ ...part, in: "cloud-runner", texts: [stored(part)] })),
    );
  // A package may lie in node_modules more than once.
  const byName = new Map([...outer, ...inner, ...ours].map((part) => [`${part.name} ${part.version}`, part]));
  return [...byName.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

export function licensesText(parts: readonly Part[]): string {
  return parts
    .map(({ name, version, license, source, in: outer, texts }) =>
      [
        `${[name, version].filter((word) => word !== undefined).join(" ")} (${license})`,
        ...(outer === undefined ? [] : [`Part of ${outer}. Its source: ${source}`]),
        ...texts,
      ].join("\n\n"),
    )
    .join(`\n\n${"-".repeat(80)}\n\n`);
}

/** CycloneDX 1.6. Without date, serial number or version, so that the same sources give the same bytes. */
export function sbom(parts: readonly Part[], license: string) {
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "container", name: "cloud-runner", licenses: [{ expression: license }] } },
    components: parts.map(({ name, version, license: expression, purl, source }) => ({
      type: "library",
      name,
      ...(version === undefined ? {} : { version }),
      licenses: [{ expression: expression.replace(/^\((.*)\)$/, "$1") }],
      ...(purl === undefined ? {} : { purl }),
      ...(source === undefined ? {} : { externalReferences: [{ type: "vcs", url: source }] }),
    })),
  };
}
