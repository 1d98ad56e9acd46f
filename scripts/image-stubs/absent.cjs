// In place of a module that the image leaves out: loads in no time, and says so when anything of it is used.
const refuse = (name) => () => {
  throw new Error(`${String(name)} belongs to a module that is not part of the image`);
};
module.exports = new Proxy(refuse("It"), {
  get: (_, key) =>
    key === "__esModule" || key === "default" || typeof key === "symbol" ? undefined : refuse(key),
});
