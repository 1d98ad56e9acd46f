import { describe, expect, it } from "vitest";
import { newProjectFrom, type ProjectOptions } from "../../../../src/cli/commands/up/project-options.ts";

const asked = (options: Partial<ProjectOptions>) =>
  newProjectFrom({ createProject: false, parent: undefined, billingAccount: undefined, ...options });

describe("the options of a new project", () => {
  it("ask for none by default", () => {
    expect(asked({})).toBeUndefined();
  });

  it("name who pays, and where it is made if anywhere", () => {
    const whole = { createProject: true, billingAccount: "Team" };
    expect(asked(whole)).toEqual({ billingAccount: "Team", parent: undefined });
    expect(asked({ ...whole, parent: "folders/12" })).toMatchObject({ parent: "folders/12" });
  });

  it.each<[string, Partial<ProjectOptions>]>([
    ["nobody pays", { createProject: true }],
    ["only the place is given", { parent: "folders/1" }],
    ["only the billing is given", { billingAccount: "Team" }],
  ])("are refused when %s", (_why, options) => {
    expect(() => asked(options)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});
