// What elements in the pages' sources become: `h(...)` is shorter than what the newer transform writes. The bundler puts it in.
export { Fragment, h } from "preact";
