// What is known by the shape of a cell, found without making a string of that shape: character by character down a tree.
import { shapeCodeOf, shapeOf, standsForDigit } from "./cell-shape.ts";

interface Node<T> {
  readonly code: number;
  child: Node<T> | undefined;
  sibling: Node<T> | undefined;
  value: T | undefined;
}

/** No number is longer. */
const mostCharacters = 60;
/** A column with more is text. */
const mostNodes = 20_000;

/**
 * @param make what to keep of a shape
 * @returns a function of a cell; undefined for cells that are too long or come after too many others
 */
export function createShapeTree<T>(
  make: (shape: string, text: string) => T,
): (text: string) => T | undefined {
  const root: Node<T> = { code: 0, child: undefined, sibling: undefined, value: undefined };
  let nodes = 1;

  return (text) => {
    if (text.length > mostCharacters) return undefined;
    let node = root;
    let previous = 0;
    let isFirst = true;
    for (let at = 0; at < text.length; at++) {
      const code = shapeCodeOf(text.charCodeAt(at), previous, isFirst);
      if (isFirst && standsForDigit(code)) isFirst = false;
      let next = node.child;
      while (next !== undefined && next.code !== code) next = next.sibling;
      if (next === undefined) {
        if (nodes >= mostNodes) return undefined;
        nodes++;
        next = { code, child: undefined, sibling: node.child, value: undefined };
        node.child = next;
      }
      node = next;
      previous = code;
    }
    return (node.value ??= make(shapeOf(text), text));
  };
}
