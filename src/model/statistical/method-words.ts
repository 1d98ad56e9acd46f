// What the candidates of the statistical models are called for people.

const ways: Readonly<Record<string, string>> = {
  mstl: "after changing seasons",
  periodic: "after a fixed season",
  recent: "after the latest seasons",
  classical: "after a season that is added or multiplied",
};

const inPlainWords: Readonly<Record<string, string>> = {
  ets: "exponential smoothing",
  ces: "complex exponential smoothing",
  theta: "theta",
  ar: "autoregression",
  steps: "autoregression of steps",
  drift: "the last value with the mean step",
  lags: "regression on seasonal lags",
  "demand-mean": "the mean rate of demand",
  sba: "Croston's method by Syntetos and Boylan",
  tsb: "the method of Teunter, Syntetos and Babai",
  "tsb-ended": "the same for demand that has ended",
  adida: "demand of blocks of steps (ADIDA)",
  imapa: "demand of blocks of several lengths (IMAPA)",
};

/** `log-mstl-theta` is theta after changing seasons, on logarithms. */
export function inWords(name: string): string {
  const isLog = name.startsWith("log-");
  const plain = isLog ? name.slice("log-".length) : name;
  const [, way, method] = /^(?:(mstl|periodic|recent|classical)-)?(.+)$/.exec(plain)!;
  const what = inPlainWords[method!] ?? method!.replace("-", " ").replace("-", " of ");
  return [what, way && ways[way], isLog && "on logarithms"].filter(Boolean).join(" ");
}
