import fc from "fast-check";
import { expect, test } from "vitest";
import { decodePush } from "../../../../src/runtime/delivery/notification.ts";
import { fuzz, fuzzTimeoutMs } from "../../../support/fuzz.ts";
import { envelope, startApp } from "../fakes.ts";

const json = "application/json";

/** A value with one of its places, however deep, replaced by something else. */
function replaceAt(value: unknown, path: readonly number[], by: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== "object" || value === null) return by;
  const keys = Object.keys(value);
  const key = keys[first % Math.max(1, keys.length)];
  if (key === undefined) return by;
  return { ...value, [key]: replaceAt((value as Record<string, unknown>)[key], rest, by) };
}

const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    "",
    "-1",
    "1e9",
    "99999999999999999999",
    "__proto__",
    "\0",
    "\ud800",
    "../../etc/passwd",
    [],
    {},
  ),
);

test(
  "an envelope is decoded to what was put in",
  () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: "grapheme" }),
        fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String),
        fc.dictionary(fc.string({ minLength: 1 }), fc.string()),
        fc.nat(),
        (name, generation, metadata, bytes) => {
          const resource = { bucket: "demo-input", name, generation, size: String(bytes), metadata };
          const push = envelope(name, generation);
          const data = Buffer.from(JSON.stringify(resource)).toString("base64");
          const decoded = decodePush(json, JSON.stringify({ ...push, message: { ...push.message, data } }));
          expect(decoded).toMatchObject({
            kind: "notification",
            notification: { name, generation, bucket: "demo-input", announced: { name, generation, bytes } },
          });
        },
      ),
      fuzz(300),
    );
  },
  fuzzTimeoutMs,
);

test(
  "any body is decoded, malformed or foreign, and never trusted for what it does not say",
  () => {
    const good = envelope("a.csv", "5");
    const mutated = fc
      .array(fc.tuple(fc.array(fc.nat({ max: 9 }), { maxLength: 4 }), strange), { maxLength: 3 })
      .map((changes) =>
        JSON.stringify(changes.reduce<unknown>((value, [path, by]) => replaceAt(value, path, by), good)),
      );
    const body = fc.oneof(fc.string(), fc.json(), mutated);
    fc.assert(
      fc.property(fc.constantFrom(json, `${json}; charset=utf-8`), body, (type, text) => {
        const decoded = decodePush(type, text);
        const said = decoded.kind === "notification" ? decoded.notification : { ...decoded, generation: "1" };
        expect(["notification", "malformed", "foreign"]).toContain(decoded.kind);
        expect(said.generation).toMatch(/^\d{1,19}$/);
        expect("problem" in said ? said.problem : said.name).not.toBe("");
      }),
      fuzz(1000),
    );
    fc.assert(
      fc.property(fc.string(), (type) => {
        expect(decodePush(type, "{}").kind).toBe("foreign");
      }),
      fuzz(100),
    );
  },
  fuzzTimeoutMs,
);

test(
  "no body makes the container fail: it is worked on, dropped or refused",
  async () => {
    const { post } = startApp();
    const good = envelope("a.csv", "5");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 9 }), { maxLength: 4 }), strange, async (path, by) => {
        const { status } = await post(replaceAt(good, path, by));
        expect([200, 204, 400]).toContain(status);
      }),
      fuzz(200),
    );
  },
  fuzzTimeoutMs,
);
