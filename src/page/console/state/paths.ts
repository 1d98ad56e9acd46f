// Addresses: of the server's routes and of the page's views. Pure.

const joined = (steps: readonly (string | number)[]): string => steps.map(encodeURIComponent).join("/");

/** `api("runs", id, "events")`. Below the page's own folder, for which alone the browser has its cookie. */
export const api = (...steps: (string | number)[]): string => `api/${joined(steps)}`;

/** `view("runs", id)`. */
export const view = (...steps: (string | number)[]): string => `#/${joined(steps)}`;

/** `?a=b`, without what is empty. */
export function query(given: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(given).filter((pair): pair is [string, string] => !!pair[1]);
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}

export interface Route {
  /** Decoded steps; none is the overview. */
  steps: readonly string[];
  query: Readonly<Record<string, string>>;
}

export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return {
    steps: path.split("/").filter(Boolean).map(decoded),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
