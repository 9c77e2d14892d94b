import { Kind, visit, type DocumentNode, type FragmentDefinitionNode } from 'graphql';

/** The fragments of a document by their names; of two with one name the last, as GraphQL's own validation has it. */
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

export const fragmentsOf = ({ definitions }: DocumentNode): Fragments =>
  new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );

const spreadsIn = (fragment: FragmentDefinitionNode): string[] => {
  const names = new Set<string>();
  visit(fragment, {
    FragmentSpread: ({ name }) => {
      names.add(name.value);
    },
  });
  return [...names];
};

/** A fragment on the path through the others, and its spreads that were not visited yet. */
interface Step {
  readonly name: string;
  readonly left: string[];
}

export interface FragmentOrder {
  /** Each after all that it spreads, so that visiting in this order needs no stack. */
  readonly order: readonly string[];
  /** Fragments of which each spreads the next and the last the first. `order` is then incomplete. */
  readonly cycle: readonly string[] | undefined;
}

export const fragmentOrder = (fragments: Fragments): FragmentOrder => {
  const finished = new Set<string>();
  for (const start of fragments.keys()) {
    const way: Step[] = [];
    const onTheWay = new Set<string>();
    const enter = (name: string): void => {
      const fragment = fragments.get(name);
      if (fragment === undefined || finished.has(name)) return;
      way.push({ name, left: spreadsIn(fragment) });
      onTheWay.add(name);
    };
    enter(start);
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const next = step.left.pop();
      if (next === undefined) {
        finished.add(step.name);
        onTheWay.delete(step.name);
        way.pop();
      } else if (onTheWay.has(next)) {
        const names = way.map(({ name }) => name);
        return { order: [...finished], cycle: names.slice(names.indexOf(next)) };
      } else {
        enter(next);
      }
    }
  }
  return { order: [...finished], cycle: undefined };
};
