// An answer to a question about a file, as the option that would have given it.
import { optionOfParameter, type ParameterOptions } from "./forecast-parameters.ts";

/** What the options become; what they said of this parameter before is replaced. */
export function withAnswer<Options extends Pick<ParameterOptions, "param">>(
  options: Options,
  parameter: string,
  value: string,
): Options {
  const param = options.param.filter((word) => !word.startsWith(`${parameter}=`));
  const key = Object.hasOwn(optionOfParameter, parameter)
    ? optionOfParameter[parameter as keyof typeof optionOfParameter]
    : undefined;
  if (key === undefined) return { ...options, param: [...param, `${parameter}=${value}`] };
  return { ...options, param, [key]: value };
}
