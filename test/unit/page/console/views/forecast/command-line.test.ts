import { describe, expect, it } from "vitest";
import { commandLine } from "../../../../../../src/page/console/views/forecast/command-line.ts";
import { forecastOptions } from "../../../../../../src/cli/options/forecast.ts";

describe("the same on the command line", () => {
  it("has flags where there are some, and --param for all others", () => {
    expect(
      commandLine(["sales.csv"], { model: "prophet", horizon: "14", growth: "flat", integer: "true" }),
    ).toBe("cloud-runner predict sales.csv --model prophet --horizon 14 --param growth=flat --integer");
  });

  it("quotes what a shell would read otherwise", () => {
    expect(commandLine(["it's mine.csv"], { target: "a b" }, { byJob: true, project: "my-project" })).toBe(
      String.raw`cloud-runner predict 'it'\''s mine.csv' --target-column 'a b' --job --project my-project`,
    );
  });

  it("does not name hundreds of files", () => {
    const names = Array.from({ length: 500 }, (_, index) => `in/${index}.csv`);
    expect(commandLine(names, {})).toBe("cloud-runner predict in/0.csv in/1.csv in/2.csv in/3.csv ...");
  });

  it("names only flags that predict has", () => {
    const all = [
      "model",
      "horizon",
      "frequency",
      "closed",
      "fill",
      "last-row",
      "aggregate",
      "interval",
      "date",
    ];
    const more = ["date-format", "timezone", "target", "id", "sheet", "encoding", "decimal", "skip-rows"];
    const line = commandLine([], Object.fromEntries([...all, ...more].map((name) => [name, "x"])));
    const flags = [...line.matchAll(/--([a-z-]+) x/g)].map(([, flag]) => flag!);
    const known = Object.keys(forecastOptions).map((name) =>
      name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    );
    expect(flags).toHaveLength(all.length + more.length);
    expect(known).toEqual(expect.arrayContaining(flags));
  });
});
