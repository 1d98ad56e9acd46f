// Paths of REST forms: `/v1/{topic=projects/*/topics/*}:publish`.
// https://github.com/googleapis/googleapis/blob/master/google/api/http.proto ("Path template syntax")

export type Template = ReturnType<typeof parseTemplate>;

export function parseTemplate(template: string) {
  const variables: { field: string; isWhole: boolean }[] = [];
  let pattern = "";
  let weight = 0;

  function segments(text: string): string {
    return text.replaceAll(/\*\*|\*|[^*]+/g, (part) => {
      if (part === "**") return ".+";
      if (part === "*") return "[^/]+";
      weight += part.length;
      return part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
    });
  }

  for (const [part, field, inner = "*"] of template.matchAll(/\{([^=}]+)(?:=([^}]*))?\}|[^{]+/g)) {
    if (field === undefined) pattern += segments(part);
    else {
      variables.push({ field, isWhole: inner === "*" });
      pattern += `(${segments(inner)})`;
    }
  }
  // `:publish` names the method, but a name may have a colon too: who ends with a verb comes first.
  if (/:[A-Za-z]+$/.test(template)) weight += 1000;
  const expression = new RegExp(`^${pattern}$`);
  return {
    /** The greater, the more of a path it names; of two that match, the one that names more is meant. */
    weight,
    /** The values of its variables, by the path of the field in the request; undefined when the path is another one. */
    match(path: string): Record<string, string> | undefined {
      const found = expression.exec(path);
      if (!found) return undefined;
      return Object.fromEntries(
        variables.map(({ field, isWhole }, index) => [field, decoded(found[index + 1]!, isWhole)]),
      );
    },
  };
}

/** A slash that was escaped stays so where a value has several segments: it belongs to one of them. */
function decoded(value: string, isWhole: boolean): string {
  try {
    if (isWhole) return decodeURIComponent(value);
    return value
      .split(/(%2f)/i)
      .map((part) => (/^%2f$/i.test(part) ? part : decodeURIComponent(part)))
      .join("");
  } catch {
    return value;
  }
}
