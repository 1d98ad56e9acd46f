// Lint rules that keep the time, timers, this process and child processes at the edges: the files that .oxlintrc.json
// exempts by name. All other files take them as parameters.
const modules = {
  clock: /^(node:)?perf_hooks$/,
  timers: /^(node:)?timers(\/promises)?$/,
  process: /^(node:)?process$/,
  "child-processes": /^((node:)?(child_process|cluster)|execa)$/,
};
const globals = {
  clock: new Set(["performance"]),
  timers: new Set(["setTimeout", "setInterval", "setImmediate"]),
  process: new Set(["process"]),
  "child-processes": new Set(),
};
const instead = {
  clock: "take a Clock as a parameter and call its now()",
  timers: "take a Clock as a parameter and call its sleep()",
  process: "take what it holds as a parameter",
  "child-processes": "take an Exec as a parameter",
};

/** One rule: `kind` may be used by the exempted files only. */
const edgeRule = (kind) => ({
  create(context) {
    const report = (node, what) =>
      context.report({ node, message: `${what} belongs at the edges: ${instead[kind]}.` });
    const reportModule = ({ source, importKind, exportKind }) => {
      if (importKind === "type" || exportKind === "type" || typeof source?.value !== "string") return;
      if (modules[kind].test(source.value)) report(source, `The module ${source.value}`);
    };
    return {
      ImportDeclaration(node) {
        reportModule(node);
        for (const { imported } of node.specifiers) {
          if (kind === "clock" && imported?.name === "systemClock") report(node, "systemClock");
        }
      },
      ImportExpression: reportModule,
      ExportAllDeclaration: reportModule,
      ExportNamedDeclaration: reportModule,
      MemberExpression(node) {
        const name = node.property.name ?? node.property.value;
        const owner = node.object.name;
        if ((owner === "globalThis" || owner === "global") && globals[kind].has(name)) report(node, name);
        if (kind === "timers" && owner === "AbortSignal" && name === "timeout") {
          report(node, "AbortSignal.timeout");
        }
      },
      "Program:exit"() {
        for (const { identifier, isTypeReference } of globalReferences(context.sourceCode)) {
          if (isTypeReference) continue;
          if (globals[kind].has(identifier.name)) report(identifier, identifier.name);
          else if (kind === "clock" && identifier.name === "Date" && readsTime(identifier)) {
            report(identifier, "The current time");
          }
        }
      },
    };
  },
});

/** What no declaration of the file stands behind. */
function globalReferences({ scopeManager }) {
  const { globalScope } = scopeManager;
  const known = globalScope.variables.filter(({ defs }) => defs.length === 0);
  return new Set([...globalScope.through, ...known.flatMap(({ references }) => references)]);
}

/** Whatever is not a conversion of a given time: `new Date()` and `Date.now` as well as `Date` under another name. */
function readsTime(identifier) {
  const { parent } = identifier;
  if (parent.type === "NewExpression") return parent.callee === identifier && parent.arguments.length === 0;
  if (parent.type === "MemberExpression")
    return !["UTC", "parse", "prototype"].includes(parent.property.name);
  return !(parent.type === "BinaryExpression" && parent.operator === "instanceof");
}

const rules = Object.fromEntries(Object.keys(modules).map((kind) => [kind, edgeRule(kind)]));

export default { meta: { name: "edges" }, rules };
