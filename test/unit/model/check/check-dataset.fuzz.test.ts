// Random series in every format, locale, order and container that is read: the same instants and values come back, with
// the names of the series and the frequency. What has two readings may be asked about, and one of the answers is right.
import fc from "fast-check";
import { expect, test } from "vitest";
import { fuzz, fuzzTimeoutMs } from "../../../support/fuzz.ts";
import { describeForm, formOfFile } from "../forms/form-of-file.ts";
import { judgeForm } from "../forms/judge-form.ts";

test(
  "a series in any form of file is read as it was meant",
  async () => {
    const counts = { read: 0, asked: 0, "believed otherwise": 0 };
    const property = fc.asyncProperty(formOfFile, async (form) => {
      const verdict = await judgeForm(form);
      if (verdict.kind === "wrong")
        throw new Error([verdict.why, describeForm(form), verdict.text].join("\n"));
      counts[verdict.kind]++;
    });
    await fc.assert(property, fuzz(150));
    // It must not pass by asking always; nothing is refused.
    const all = counts.read + counts.asked + counts["believed otherwise"];
    expect(counts.read / all).toBeGreaterThan(0.9);
  },
  3 * fuzzTimeoutMs,
);
