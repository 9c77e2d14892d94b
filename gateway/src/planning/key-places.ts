import { Kind, parse, type SelectionSetNode } from 'graphql';
import type { Schema } from '@apollo/federation-internals';
import { typesWithFields } from '../supergraph/field-sets';

/** The places in a representation that are keys of an entity of a type in a subgraph. */
export type KeyPlaces = (subgraph: string, type: string) => ReadonlySet<string>;

const placesOf = ({ selections }: SelectionSetNode, at = ''): string[] =>
  selections.flatMap((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.INLINE_FRAGMENT) return placesOf(node.selectionSet, at);
    const here = `${at}.${node.name.value}`;
    return [here, ...(node.selectionSet ? placesOf(node.selectionSet, here) : [])];
  });

const placesOfKey = (key: string): string[] =>
  parse(`{ ${key} }`, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? placesOf(definition.selectionSet) : [],
  );

/** Reads them from a supergraph; `subgraphs` are their names by the values of the enum that directives use. */
export const keyPlaces = (schema: Schema, subgraphs: ReadonlyMap<string, string>): KeyPlaces => {
  const places = new Map<string, Set<string>>();
  for (const type of typesWithFields(schema)) {
    // An entity may be known by a key of an interface, where a subgraph has no more of it than that.
    for (const known of [type, ...type.interfaces()]) {
      for (const applied of known.appliedDirectivesOf<{ graph: string; key?: string }>('join__type')) {
        const { graph, key } = applied.arguments();
        if (key === undefined) continue;
        const of = `${subgraphs.get(graph) ?? ''} ${type.name}`;
        places.set(of, new Set([...(places.get(of) ?? []), ...placesOfKey(key)]));
      }
    }
  }
  const none = new Set<string>();
  return (subgraph, type) => places.get(`${subgraph} ${type}`) ?? none;
};
