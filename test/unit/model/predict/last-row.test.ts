import { describe, expect, test } from "vitest";
import { withoutUnfitLastRow } from "../../../../src/model/predict/last-row.ts";
import { inputErrorOf } from "../support.ts";

const frequency = { kind: "fixed", seconds: 86_400 } as const;
const history = (last: number) => {
  const y = Array.from(
    { length: 100 },
    (_, t) => 1000 + 100 * Math.sin(t * t) + 150 * Math.sin((2 * Math.PI * t) / 7),
  );
  y.push(last);
  return { ds: y.map((_, t) => t * 86_400), y, columns: { price: y.map(() => 2) } };
};
const judge = (last: number, lastRow: "auto" | "keep" | "drop" = "auto", isOwn = false) =>
  withoutUnfitLastRow(history(last), frequency, { "last-row": lastRow }, { minimumRows: 3, isOwn });

describe("withoutUnfitLastRow", () => {
  test("leaves out a day that is not over, in every column, and says so", () => {
    const { history: rest, warnings } = judge(100);
    expect([rest.ds.length, rest.y.length, rest.columns.price.length]).toEqual([100, 100, 100]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^The last row \(1970-04-11: 100\) does not fit the rows before it, which let expect about \d+: it looks incomplete, as of a day that is not over, and is left out\. last-row=keep takes it as it is\.$/,
      ),
    ]);
  });

  test.each([
    [{ kind: "fixed", seconds: 3600 } as const, "hour"],
    [{ kind: "fixed", seconds: 604_800 } as const, "week"],
    [{ kind: "fixed", seconds: 7200 } as const, "period"],
    [{ kind: "months", months: 1, day: 1 } as const, "month"],
    [{ kind: "months", months: 3, day: 1 } as const, "quarter"],
  ])("names what is not over, %o", (spacing, name) => {
    const y = Array.from({ length: 40 }, (_, t) => (t === 39 ? 100 : 1000 + 50 * Math.sin(t * t)));
    const ds = y.map((_, t) =>
      spacing.kind === "months" ? Date.UTC(2010, t * spacing.months, 1) / 1000 : t * spacing.seconds,
    );
    const { warnings } = withoutUnfitLastRow({ ds, y }, spacing, { "last-row": "auto" }, { minimumRows: 3 });
    expect(warnings[0]).toContain(`as of a ${name} that is not over`);
  });

  test("leaves out a spike", () => {
    expect(judge(350_000).warnings[0]).toContain("it looks like a spike");
  });

  test("keeps a row that fits, one that is to be kept, and all of the user's own model", () => {
    expect(judge(1100)).toMatchObject({ history: history(1100), warnings: [] });
    expect(judge(100, "keep").history.y).toHaveLength(101);
    expect(judge(100, "auto", true).history.y).toHaveLength(101);
  });

  test("keeps it for a model that repeats rows, and says so", () => {
    const { history: rest, warnings } = withoutUnfitLastRow(
      history(100),
      frequency,
      { "last-row": "auto" },
      { minimumRows: 1, repeatsRows: true },
    );
    expect(rest.y).toHaveLength(101);
    expect(warnings).toEqual([
      expect.stringMatching(
        /: it looks incomplete, as of a day that is not over\. The model repeats it all the same; last-row=drop leaves it out\.$/,
      ),
    ]);
  });

  test("drops any last row when told, of the user's own model too", async () => {
    expect(judge(1100, "drop")).toMatchObject({ history: { y: history(0).y.slice(0, 100) }, warnings: [] });
    expect(judge(1100, "drop", true).history.y).toHaveLength(100);
    const error = await inputErrorOf(() =>
      withoutUnfitLastRow(
        { ds: [0, 86_400], y: [1, 2] },
        frequency,
        { "last-row": "drop" },
        { minimumRows: 2 },
      ),
    );
    expect(error.code).toBe("parameter.last-row");
    expect(error.message).toBe("Without the last row there is 1 row left, and the model needs at least 2.");
  });
});
