// Generated clients retry some calls by themselves for up to ten minutes, without a word, and give others 10 to 15 s. Here
// each call goes out once with time enough; trying again is the engine's, which says so.
import type { GapicClient } from "./connection.ts";

/** As long as a slow answer of Google's takes; what starts an operation does not wait for it. */
const answerMs = 60_000;

export async function sendOnce<T extends GapicClient>(
  client: T,
  /** Whether also to ask but once how an operation goes: a wait for it does not survive a fault. */
  { operations }: { operations: boolean },
): Promise<T> {
  await client.initialize();
  const { operationsClient, iamClient } = client as {
    operationsClient?: GapicClient;
    iamClient?: GapicClient;
  };
  await iamClient?.initialize();
  for (const part of [client, iamClient, ...(operations ? [operationsClient] : [])]) {
    const calls = (part?.innerApiCalls ?? {}) as Record<string, Function>;
    for (const [name, call] of Object.entries(calls)) {
      calls[name] = (request: unknown, options: object | undefined, callback: unknown) =>
        call(request, { timeout: answerMs, ...options, retry: null }, callback);
    }
  }
  return client;
}
