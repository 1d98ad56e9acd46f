// The built-in models as the command line lists them. Imports neither danfo nor augurs, which lie only in the image;
// the models themselves are put together in models.ts.
import type { ModelDescription } from "./model-description.ts";
import {
  autoDescription,
  etsDescription,
  mstlDescription,
  naiveDescription,
  seasonalNaiveDescription,
  thetaDescription,
} from "../statistical/parameters.ts";
import { prophetDescription } from "../prophet/parameters.ts";

export const modelDescriptions: readonly ModelDescription[] = [
  autoDescription,
  prophetDescription,
  mstlDescription,
  etsDescription,
  thetaDescription,
  seasonalNaiveDescription,
  naiveDescription,
];
