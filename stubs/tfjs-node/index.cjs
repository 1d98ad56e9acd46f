// danfojs-node loads tensorflow on import but only needs `instanceof Tensor` for what cloud-runner uses.
// Everything else says so when it is called, instead of failing in some far place.
class Tensor {}
const refuse = (name) => () => {
  throw new Error(`tensorflow is not part of cloud-runner: ${name}`);
};
module.exports = new Proxy(
  { Tensor },
  {
    get(target, key) {
      if (key in target) return target[key];
      if (key === "__esModule" || key === "default" || typeof key === "symbol") return undefined;
      if (key === "data") return { array: refuse("data.array") };
      return refuse(key);
    },
  },
);
