// `cloud-runner completion`: its arguments and its help.
import { shellNames } from "../../completion/scripts.ts";
import { defineCommand, flag } from "../../shell/command.ts";

export const completion = defineCommand({
  name: "completion",
  summary: "Have Tab complete commands, options and their values",
  description: [
    "Prints a script for your shell, which asks cloud-runner itself: about models and their parameters, the columns",
    "and sheets of the file on the line, and the revisions, runs, schedules and dead-letter messages of what is up.",
    "Asking starts nothing, writes nothing and takes at most a second.",
    "fish: `cloud-runner completion fish --install`.",
    "bash: `cloud-runner completion bash --install` where the package bash-completion is, else the line",
    "`source <(cloud-runner completion bash)` in ~/.bashrc.",
    "zsh: the line `source <(cloud-runner completion zsh)` in ~/.zshrc, below compinit.",
    "PowerShell: the line `cloud-runner completion powershell | Out-String | Invoke-Expression` in the file that",
    "$PROFILE names.",
  ].join("\n"),
  examples: [
    "cloud-runner completion fish --install",
    "source <(cloud-runner completion bash)",
    "cloud-runner completion zsh > _cloud-runner",
  ],
  arguments: [
    { name: "shell", summary: "bash, zsh, fish or powershell", required: true, choices: shellNames },
  ],
  options: {
    install: flag("write the script where the shell looks for it; edits no file of yours"),
  },
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
