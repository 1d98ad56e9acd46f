// Text of XML, and answers made of it.

export type Child = [name: string, content: string | Child[]];

/** An element of the namespace that answers of the XML API have. */
export const element = (name: string, children: Child[]): string =>
  inNamespace("http://doc.s3.amazonaws.com/2006-03-01", name, children);

/** Those on uploads in parts have another, which Google's Python client looks for. */
export const uploadElement = (name: string, children: Child[]): string =>
  inNamespace("http://s3.amazonaws.com/doc/2006-03-01/", name, children);

const inNamespace = (namespace: string, name: string, children: Child[]): string =>
  `<${name} xmlns='${namespace}'>${children.map(text).join("")}</${name}>`;

export const plainElement = (name: string, children: Child[]): string => text([name, children]);

export const xmlResponse = (xml: string, status = 200): Response =>
  new Response(`<?xml version='1.0' encoding='UTF-8'?>${xml}`, {
    status,
    headers: { "Content-Type": "application/xml; charset=UTF-8" },
  });

const text = ([name, content]: Child): string =>
  `<${name}>${typeof content === "string" ? escape(content) : content.map(text).join("")}</${name}>`;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Names may hold characters that XML has no form for; they are left out. */
const escape = (content: string): string =>
  content
    // oxlint-disable-next-line no-control-regex -- control characters are what is left out
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replaceAll(/[&<>"]/g, (character) => entities[character]!);
