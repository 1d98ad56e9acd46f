/** CommonJS inside of a bundle asks for Node's own modules by `require`, which an ES module lacks. */
export const requireBanner = [
  'import{createRequire as __createRequire}from"node:module";',
  'import{fileURLToPath as __fileURLToPath}from"node:url";',
  'import{dirname as __directoryOf}from"node:path";',
  "const require=__createRequire(import.meta.url),",
  "__filename=__fileURLToPath(import.meta.url),",
  "__dirname=__directoryOf(__filename);",
].join("");
