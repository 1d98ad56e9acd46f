// Prophet with all that it can be told, and other models that are told it.
import { day, inputsOf, lines, value, type Input } from "./input.ts";

const count = 200;
const horizon = "14";

/** Some columns that explain the values, known for two weeks ahead. */
const explained = `date,y,price,promo,cap,floor,in_season,constructor\n${lines(count + 14, (step) => {
  const promo = step % 9 === 0;
  const y = step < count ? (value(step) + (promo ? 25 : 0) - (step % 5)).toFixed(2) : "";
  return [day(step), y, 5 + (step % 5), promo, 400, 10, step % 60 < 30 ? 1 : 0, step % 2].join();
})}`;
const withoutFuture = explained
  .split("\n")
  .slice(0, count + 1)
  .join("\n");
const told = (parameters: Record<string, string>) => ({ model: "prophet", ...parameters });

export const prophet: Input[] = inputsOf("prophet", [
  ["regressors", explained, told({ regressors: "price,promo" })],
  [
    "regressors as JSON",
    explained,
    told({ regressors: '[{"name":"price","mode":"multiplicative","prior-scale":0.5},"promo"]' }),
  ],
  ["a regressor named constructor", explained, told({ regressors: "constructor" })],
  ["a horizon inside of the known future", explained, told({ regressors: "price", horizon: "3" })],
  ["a horizon beyond the known future", explained, told({ regressors: "price", horizon: "15" })],
  [
    "a bad regressor where it tells no future",
    explained.replace(/^2023-01-05,[^,]*,[^,]*/m, "2023-01-05,,cheap"),
    told({ regressors: "price" }),
  ],
  [
    "a bad regressor in the known future",
    explained.replace(/^2023-07-25,,[^,]*/m, "2023-07-25,,cheap"),
    told({ regressors: "price" }),
  ],
  ["no known future", withoutFuture, told({ regressors: "price" })],
  ["no such regressor", explained, told({ regressors: "prices" })],
  ["the target as regressor", explained, told({ regressors: "y" })],
  ["a gap in a regressor", explained.replace(",7,false,", ",,false,"), told({ regressors: "price" })],
  ["text in a regressor", explained.replace(",8,false,", ",8 EUR,false,"), told({ regressors: "price" })],
  ["a gap in the known future", explained.replace(/(2023-07-25,,)\d/, "$1"), told({ regressors: "price" })],
  ["a known future twice", `${explained}2023-07-25,,1,1,1,1,1,1\n`, told({ regressors: "price" })],
  [
    "known future in no order",
    explained
      .split("\n")
      .toSorted(
        (a, b) =>
          Number(b.startsWith("date")) - Number(a.startsWith("date")) ||
          a.slice(8).localeCompare(b.slice(8), "en"),
      )
      .join("\n")
      .trim(),
    told({ regressors: "promo" }),
  ],
  ["logistic growth", explained, told({ growth: "logistic", cap: "500", horizon })],
  ["logistic growth by columns", explained, told({ growth: "logistic", cap: "cap", floor: "floor" })],
  [
    "a season with a condition",
    explained,
    told({ seasonalities: '[{"name":"in","period":7,"order":3,"condition":"in_season"}]' }),
  ],
  [
    "a monthly season",
    withoutFuture,
    told({ seasonalities: '[{"name":"monthly","period":30.5,"order":5}]', horizon }),
  ],
  [
    "holidays of a state",
    withoutFuture,
    told({ "holidays-country": "DE-BY", "holidays-window": "-1,1", horizon }),
  ],
  [
    "holidays of one's own",
    withoutFuture,
    told({ holidays: '[{"name":"fair","dates":["2023-02-16","2023-07-24"],"window":[-1,4]}]', horizon }),
  ],
  [
    "flat and multiplicative",
    withoutFuture,
    told({ growth: "flat", "seasonality-mode": "multiplicative", horizon }),
  ],
  ["changepoints", withoutFuture, told({ changepoints: "2023-03-01,2023-05-01", horizon })],
  ["a simulated band", withoutFuture, told({ band: "simulated", interval: "0.8,0.95", horizon })],
  ["a bad changepoint", withoutFuture, told({ changepoints: "2023-02-30" })],
  ["a bad country", withoutFuture, told({ "holidays-country": "XX" })],
  ["regressors with another model", explained, { model: "theta", regressors: "price" }],
  ["a known future that nobody asks for", explained, { model: "theta", target: "y" }],
]);
