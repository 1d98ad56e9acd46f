// An error of ours that says the same in other words: of its class, with its cause, its stack and all its fields.
import type { CloudRunnerError } from "./errors.ts";

type Words = Partial<Pick<CloudRunnerError, "message" | "fix" | "details" | "commands">>;

export function errorWith<E extends CloudRunnerError>(error: E, words: Words): E {
  const changed = Object.entries(words).map(([name, value]) => [name, { value: value as unknown }]);
  return Object.defineProperties(Object.create(Object.getPrototypeOf(error) as object) as E, {
    ...Object.getOwnPropertyDescriptors(error),
    // Some versions of Node have it for errors alone.
    stack: { value: error.stack },
    ...(Object.fromEntries(changed) as PropertyDescriptorMap),
  });
}
