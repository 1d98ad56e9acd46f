// Keeps proxies of the environment away from the local cloud.
/**
 * What is meant for this machine must not go through a proxy, and Google's clients read these variables by themselves.
 * Both spellings are set, since each client has its own preference.
 */
export function keepLoopbackDirect(env: Record<string, string | undefined>): void {
  const hosts = `${env["NO_PROXY"] ?? ""},${env["no_proxy"] ?? ""}`.split(",").map((host) => host.trim());
  const merged = new Set([...hosts.filter((host) => host !== ""), "127.0.0.1", "localhost"]);
  env["NO_PROXY"] = env["no_proxy"] = [...merged].join(",");
}
