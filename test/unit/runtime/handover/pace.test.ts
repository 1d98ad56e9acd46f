import { describe, expect, it } from "vitest";
import { createPace } from "../../../../src/runtime/handover/pace.ts";

describe("a pace", () => {
  it("says when all will be done, once enough is seen", () => {
    let now = 0;
    const pace = createPace(1000, 2, 100_000, { now: () => now });
    expect(pace.endsAt()).toBeUndefined();
    expect(pace.speed()).toBeUndefined();
    const ends = [pace.begin(100), pace.begin(100)];
    now = 4000;
    ends[0]!();
    expect(pace.speed()).toBe(40);
    expect(pace.endsAt()).toBeUndefined();
    pace.begin(100);
    now = 6000;
    // Of 36 s 6 s + 2 s are behind, less what the other would have taken at that pace.
    expect(pace.endsAt()).toBe(6000 + (36_000 - 4000 - 2000) / 2);
    ends[1]!();
    expect(pace.speed()).toBe(50);
    expect(pace.endsAt()).toBe(6000 + (40_000 - 2000) / 2);
  });

  it("is over when all is done", () => {
    let now = 0;
    const pace = createPace(100, 1, 1000, { now: () => now });
    const end = pace.begin(100);
    now = 900;
    end();
    expect(pace.endsAt()).toBe(900);
  });
});
