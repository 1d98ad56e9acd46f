// What one would type for the same forecast. Pure.

/** Parameters whose flag has another name. */
const flags: Readonly<Record<string, string>> = {
  model: "--model",
  horizon: "--horizon",
  frequency: "--frequency",
  closed: "--closed",
  fill: "--fill",
  "last-row": "--last-row",
  aggregate: "--aggregate",
  interval: "--interval",
  date: "--date-column",
  "date-format": "--date-format",
  timezone: "--timezone",
  target: "--target-column",
  id: "--id-column",
  sheet: "--sheet",
  encoding: "--encoding",
  decimal: "--decimal",
  "skip-rows": "--skip-rows",
};

const mostNames = 4;

export function commandLine(
  names: readonly string[],
  given: Readonly<Record<string, string>>,
  { byJob = false, project }: { byJob?: boolean; project?: string } = {},
): string {
  const shown = names.slice(0, mostNames).map(quoted);
  return [
    "cloud-runner predict",
    ...shown,
    ...(names.length > mostNames ? ["..."] : []),
    ...Object.entries(given).map(([name, value]) => flagFor(name, value)),
    ...(byJob ? ["--job"] : []),
    ...(project === undefined ? [] : ["--project", quoted(project)]),
  ].join(" ");
}

function flagFor(name: string, value: string): string {
  if (name === "integer" && value === "true") return "--integer";
  const flag = flags[name];
  return flag === undefined ? `--param ${quoted(`${name}=${value}`)}` : `${flag} ${quoted(value)}`;
}

/** For a POSIX shell. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
