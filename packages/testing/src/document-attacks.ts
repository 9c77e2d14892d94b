const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');

const next = (index: number): string => `F${(index + 1).toString()}`;

export interface DocumentAttack {
  readonly what: string;
  readonly query: string;
  /** Codes of limits, any of which may be the one that refuses it. */
  readonly limits: readonly string[];
}

const STEPS = ['STEP_LIMIT', 'FIELD_LIMIT', 'DEPTH_LIMIT', 'ROOT_FIELD_LIMIT'];

/**
 * Small documents that are endless work for a validator that visits a fragment as often as it is spread, or compares each
 * field with each. `field` is a field of Query that has `field` itself, or leads back to Query.
 */
export const documentAttacks = (field: string): readonly DocumentAttack[] => [
  {
    what: 'fragments that spread the next one twice',
    query: `{ ...F0 } ${times(40, (n) => `fragment F${n.toString()} on Query { __typename ...${next(n)} ...${next(n)} }`)} fragment F40 on Query { __typename }`,
    limits: STEPS,
  },
  {
    what: 'inline fragments that spread the next one twice',
    query: `{ ...F0 } ${times(30, (n) => `fragment F${n.toString()} on Query { ... on Query { ...${next(n)} } ... { ...${next(n)} } }`)} fragment F30 on Query { __typename }`,
    limits: STEPS,
  },
  {
    what: 'fields that spread the next fragment under two names',
    query: `{ ...F0 } ${times(30, (n) => `fragment F${n.toString()} on Query { a: ${field} { ...${next(n)} } b: ${field} { ...${next(n)} } }`)} fragment F30 on Query { __typename }`,
    limits: STEPS,
  },
  {
    what: 'many fragments that are each spread many times',
    query: `{ ...F0 } ${times(15, (n) => `fragment F${n.toString()} on Query { ${times(20, () => `...${next(n)}`)} }`)} fragment F15 on Query { __typename }`,
    limits: STEPS,
  },
  {
    what: 'one field hundreds of times',
    query: `{ ${times(900, () => '__typename')} }`,
    limits: STEPS,
  },
  {
    what: 'objects within objects, each of them twice',
    query: `{ ${times(100, () => `${field} { ${field} { __typename } }`)} }`,
    limits: STEPS,
  },
  {
    what: 'fragments within themselves by way of others',
    query: `{ ...F0 } ${times(40, (n) => `fragment F${n.toString()} on Query { ${field} { ...F${((n + 1) % 40).toString()} ...F${((n * 7 + 1) % 40).toString()} } }`)}`,
    limits: ['GRAPHQL_VALIDATION_FAILED'],
  },
];
