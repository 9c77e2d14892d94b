import type { SubgraphResponse } from './subgraph-response';

/** A list of entities to ask for, each named once. */
export interface UniqueRepresentations {
  readonly json: string;
  /** The response as if each entity had been requested as often as it is listed. */
  readonly spread: (answer: SubgraphResponse) => SubgraphResponse;
}

type Entity = Record<string, unknown> | null | undefined;

/**
 * Names each entity once in the request, since the executor lists it as often as it occurs: a hundred reviews by one
 * author would ask for the author a hundred times.
 */
export const uniqueRepresentations = (representations: readonly unknown[]): UniqueRepresentations => {
  const indexes = new Map<string, number>();
  const positions = representations.map((representation) => {
    const text = JSON.stringify(representation);
    const index = indexes.get(text) ?? indexes.size;
    indexes.set(text, index);
    return index;
  });
  const json = `[${[...indexes.keys()].join(',')}]`;
  if (indexes.size === positions.length) return { json, spread: (answer) => answer };

  const spreadData = (data: SubgraphResponse['data']): SubgraphResponse['data'] => {
    const entities = data?.['_entities'] as readonly Entity[] | null | undefined;
    if (entities?.length !== indexes.size) return data;
    // Copies, because what is joined to one must not be joined to it twice.
    return { ...data, _entities: positions.map((index) => (entities[index] ? { ...entities[index] } : null)) };
  };

  const spreadErrors = (errors: SubgraphResponse['errors']): SubgraphResponse['errors'] =>
    errors?.flatMap((error) => {
      const [root, index, ...rest] = error.path ?? [];
      if (root !== '_entities' || typeof index !== 'number') return [error];
      return positions.flatMap((at, position) =>
        at === index
          ? [{ message: error.message, path: [root, position, ...rest], extensions: error.extensions ?? {} }]
          : [],
      );
    });

  return {
    json,
    spread: (answer) => ({ ...answer, data: spreadData(answer.data), errors: spreadErrors(answer.errors) }),
  };
};
