import { randomUUID } from 'node:crypto';
import {
  type DefinitionNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type TypeNode,
} from 'graphql';

type Arguments = Readonly<Record<string, unknown>>;

export interface PreparedMutation {
  readonly arguments: Arguments;
  /** Well-formed, and not the same: what the key must not be used for again. */
  readonly otherArguments: Arguments;
  /** How often the mutation has taken effect since it was prepared. */
  readonly effects: () => Promise<number>;
}

interface KeyedAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly unknown[];
}

export interface KeyedMutations {
  /** One operation, sent to the running subgraph by an actor with all scopes. */
  readonly ask: (
    query: string,
    variables: Arguments,
    headers: Readonly<Record<string, string>>,
  ) => Promise<KeyedAnswer>;
  /** By the field's name: brings about what it acts on. A field that is missing here fails. */
  readonly prepare: Readonly<Record<string, () => Promise<PreparedMutation>>>;
}

const objectTypesOf = (definitions: readonly DefinitionNode[]): ReadonlyMap<string, ObjectTypeDefinitionNode> =>
  new Map(
    definitions.flatMap((each) =>
      each.kind === Kind.OBJECT_TYPE_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));

/** All values of a payload: its own fields, and those of its objects that have no fields or requirements of their own. */
const operationsOf = (typeDefs: string): ReadonlyMap<string, string> => {
  const objects = objectTypesOf(parse(typeDefs).definitions);
  const leavesOf = (type: TypeNode): readonly string[] =>
    (objects.get(namedType(type))?.fields ?? [])
      .filter((field) => !objects.has(namedType(field.type)))
      .filter(({ arguments: given = [], directives = [] }) => given.length === 0 && directives.length === 0)
      .map(({ name }) => name.value);
  const selected = ({ name, type }: FieldDefinitionNode): string => {
    const leaves = leavesOf(type);
    return objects.has(namedType(type)) ? `${name.value} { ${leaves.join(' ')} }` : name.value;
  };
  const operation = ({ name, type, arguments: given = [] }: FieldDefinitionNode): string => {
    const payload = objects.get(namedType(type))?.fields ?? [];
    const variables = given.map((each) => `$${each.name.value}: ${print(each.type)}`).join(', ');
    const passed = given.map((each) => `${each.name.value}: $${each.name.value}`).join(', ');
    return `mutation(${variables}) { result: ${name.value}(${passed}) { ${payload.map(selected).join(' ')} } }`;
  };
  return new Map((objects.get('Mutation')?.fields ?? []).map((field) => [field.name.value, operation(field)]));
};

/**
 * Declares a test for each mutation of a subgraph's SDL: sent again with one `Idempotency-Key` header it takes effect once and
 * answers the same, and another input is refused. A mutation that is added to the SDL has its test before it has a case.
 */
export const itTakesEachMutationOnce = (typeDefs: string, mutations: () => KeyedMutations): void => {
  const operations = [...operationsOf(typeDefs)];

  it.each(operations)(
    'takes %s once for one key in the header, and refuses it for another input',
    async (name, query) => {
      const { ask, prepare } = mutations();
      const begin = prepare[name];
      if (begin === undefined)
        throw new Error(`Mutation ${name} has no case here: add what to send, and what it changes.`);
      const prepared = await begin();
      const key = randomUUID();
      const send = (given: Arguments): Promise<KeyedAnswer> => ask(query, given, { 'idempotency-key': key });

      const first = await send(prepared.arguments);
      expect(first).toMatchObject({ data: { result: { userErrors: [] } } });
      const others = await Promise.all([send(prepared.arguments), send(prepared.arguments)]);
      expect(others).toEqual([first, first]);
      expect(await send(prepared.otherArguments)).toMatchObject({
        data: { result: { userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] }] } },
      });
      expect(await prepared.effects()).toBe(1);
    },
  );
};
