import { defineCommand } from "../../shell/command.ts";

export const models = defineCommand({
  name: "models",
  summary: "List the models, or the parameters of one",
  description: [
    "With a name: every parameter, what it may be, its default and what it does; with --json as JSON Schema.",
    "Needs no cloud.",
  ].join("\n"),
  examples: ["cloud-runner models", "cloud-runner models prophet", "cloud-runner models mstl --json"],
  arguments: [{ name: "name", summary: "a model (default: list all)", required: false }],
  options: {},
  async run(context, { arguments: [name] }) {
    const { knownModels } = await import("../../../library/own-model/known-models.ts");
    const { loadConfig } = await import("../../../library/settings.ts");
    const { config } = await loadConfig(context);
    const known = await knownModels(context, config);
    const defaultModel = config.forecast["model"] ?? known[0]!.name;
    const { modelDocument, modelNamed } = await import("../../../library/models/model-document.ts");
    const renderer = await import("./render.ts");
    const chosen = name === undefined ? known : [modelNamed(name, known)];
    return {
      models: chosen.map((model) => modelDocument(model, String(defaultModel))),
      isOne: name !== undefined,
      renderer,
    };
  },
  render: ({ models: found, isOne, renderer }, view) =>
    isOne ? renderer.renderModel(found[0]!, view) : renderer.renderModels(found, view),
  document: ({ models: found }) => ({ models: found }),
});
