import { describe, expect, it } from "vitest";
import { drawProjectId, isDrawnFor } from "../../../src/provision/project-id.ts";

const allowed = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

describe("an id that is drawn", () => {
  it.each(["forecast", "ab", "a-name-of-20-letters", "ssl-certificates", "my-google-ads"])(
    "is allowed by Google for a stack %s, and known again as drawn for it",
    (stack) => {
      const id = drawProjectId(stack);
      expect(id).toMatch(allowed);
      expect(id).not.toMatch(/google|ssl|undefined|null/);
      expect(id).toMatch(/-[0-9a-z]{8}$/);
      expect(isDrawnFor(stack, id)).toBe(true);
    },
  );

  it("is drawn again when chance spells a word that Google reserves", () => {
    const letters = "nullnull12345678".split("").map((letter) => parseInt(letter, 36));
    expect(drawProjectId("forecast", () => letters.shift()!)).toBe("forecast-12345678");
  });

  it.each(["forecast", "forecast-prod", "forecast-1234567", "other-12345678"])("is not %s", (id) => {
    expect(isDrawnFor("forecast", id)).toBe(false);
  });
});
