// What keeps a version from being published, as RELEASE.md describes it.

export interface Release {
  manifest: {
    version: string;
    repository?: unknown;
    homepage?: unknown;
    bugs?: unknown;
  };
  changelog: string;
  /** What `git describe --exact-match` says; undefined where there is no tag. */
  tag: string | undefined;
  /** What `git status --porcelain` says. */
  changes: string;
}

export function releaseProblems({ manifest, changelog, tag, changes }: Release): string[] {
  const { version } = manifest;
  const missing = (["repository", "homepage", "bugs"] as const).filter((field) => !manifest[field]);
  return [
    ...(missing.length === 0
      ? []
      : [`package.json has no ${missing.join(", ")}: fill them in by the command in RELEASE.md`]),
    ...(changelog.includes(`\n## ${version} `) ? [] : [`CHANGELOG.md has no heading "## ${version} (DATE)"`]),
    ...(tag === `v${version}`
      ? []
      : [`this commit has ${tag === undefined ? "no tag" : `the tag ${tag}`}: git tag v${version}`]),
    ...(changes === "" ? [] : ["the folder holds changes that are not committed"]),
  ];
}
