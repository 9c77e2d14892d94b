import type { Schema } from '@apollo/federation-internals';
import { hasFields } from './field-sets';
import type { CostHints, ListSize } from './supergraph';

const COST = 'https://specs.apollo.dev/cost';

/** Reads `@cost` and `@listSize`, under whatever names the supergraph imported them. */
export const readCostHints = (schema: Schema): CostHints => {
  const weights = new Map<string, number>();
  const lists = new Map<string, ListSize>();
  const feature = schema.coreFeatures?.getByIdentity(COST);
  if (feature === undefined) return { weights, lists };
  const [cost, listSize] = [feature.directiveNameInSchema('cost'), feature.directiveNameInSchema('listSize')];

  for (const type of schema.allTypes()) {
    for (const applied of type.appliedDirectivesOf<{ weight: number }>(cost))
      weights.set(type.name, applied.arguments().weight);
    if (!hasFields(type)) continue;
    for (const field of type.fields()) {
      for (const applied of field.appliedDirectivesOf<{ weight: number }>(cost))
        weights.set(field.coordinate, applied.arguments().weight);
      for (const applied of field.appliedDirectivesOf<ListSize>(listSize))
        lists.set(field.coordinate, applied.arguments());
    }
  }
  return { weights, lists };
};
