// `cloud-runner export terraform`: its arguments and its help.
import { defineCommand, flag } from "../../../shell/command.ts";

export const terraform = defineCommand({
  name: "export terraform",
  summary: "Write a Terraform file that imports all of the stack",
  description: [
    "`terraform apply` then takes everything over without making or deleting anything. Roll-outs stay with",
    "`cloud-runner deploy` and `rollback`; docs/terraform.md says what that means.",
  ].join("\n"),
  examples: ["cloud-runner export terraform", "cloud-runner export terraform infrastructure --force"],
  arguments: [{ name: "DIR", summary: "folder for main.tf (default: terraform)", required: false }],
  options: { force: flag("write over a main.tf that says something else") },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
