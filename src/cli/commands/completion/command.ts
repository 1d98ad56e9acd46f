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
    "fish, and bash with the package bash-completion: --install puts the script where they look.",
    "Else a line of the examples goes into the file that your shell reads at its start: ~/.bashrc, ~/.zshrc below",
    "compinit, or for PowerShell the one that $PROFILE names.",
  ].join("\n"),
  examples: [
    "cloud-runner completion fish --install",
    "cloud-runner completion bash --install",
    "source <(cloud-runner completion bash)",
    "source <(cloud-runner completion zsh)",
    "cloud-runner completion powershell | Out-String | Invoke-Expression",
  ],
  arguments: [
    { name: "shell", summary: "bash, zsh, fish or powershell", required: true, choices: shellNames },
  ],
  options: {
    install: flag("write the script where the shell looks for it; edits no file of yours"),
  },
  isScript: true,
  load: async () => ({ ...(await import("./run.ts")), ...(await import("./render.ts")) }),
});
