// What `cloud-runner logs` prints.
export { entryDocument as document, renderEntry as render } from "../../screen/log-entry.ts";
