// Which fields of a message count as not given.
/** Fields that are maps: an entry with an empty value is an entry all the same. */
const maps = new Set(["labels", "annotations", "limits"]);

const isUnset = (key: string, value: unknown): boolean =>
  value === undefined ||
  value === "" ||
  value === 0 ||
  value === false ||
  (key === "seconds" && value === "0") ||
  (typeof value === "string" && value.endsWith("_UNSPECIFIED")) ||
  (Array.isArray(value) && value.length === 0) ||
  (maps.has(key) && Object.keys(value as object).length === 0);

/**
 * A message without the fields that hold the default of their type. Clients that read a service and send it back write
 * those out; they mean the same as absence. An empty message is kept: its presence means something.
 */
export function withoutUnset<T>(message: T): T {
  if (Array.isArray(message)) return message.map((item: unknown) => withoutUnset(item)) as T;
  if (typeof message !== "object" || message === null || Buffer.isBuffer(message)) return message;
  return Object.fromEntries(
    Object.entries(message)
      .filter(([key, value]) => !isUnset(key, value))
      .map(([key, value]) => [key, maps.has(key) ? value : withoutUnset(value as unknown)]),
  ) as T;
}
