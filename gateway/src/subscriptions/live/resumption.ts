import {
  Kind,
  parse,
  parseType,
  print,
  stripIgnoredCharacters,
  visit,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
} from 'graphql';
import type { FetchNode } from '@apollo/query-planner';
import type { PreparedOperation } from '../../execution/prepared-operation';
import type { SubgraphResponse } from '../../subgraphs/subgraph-response';
import type { ResumableFields } from '../../supergraph/resumable-fields';

/** The primary operation of a resumable subscription, as it is sent first and as it is sent again. */
export interface Resumption {
  /** As planned, and each event brings its cursor. */
  readonly first: string;
  /** The same from a cursor on. */
  readonly resumed: string;
  /** The variable of `resumed` that takes the cursor. */
  readonly variable: string;
  /** Of the variables that the client sent, those which `resumed` still uses. */
  readonly variableUsages: readonly string[];
  /** Where the cursor is in an answer: the name of the event and that of its cursor, which no client chose. */
  readonly cursorAt: readonly [event: string, cursor: string];
}

/** A plan is kept with its document; so is what is made of it. */
const made = new WeakMap<FetchNode, Resumption | 'none'>();

/** Undefined for a stream that does not say how it goes on. */
export const resumptionOf = ({ plan, supergraph }: PreparedOperation): Resumption | undefined => {
  if (plan.node?.kind !== 'Subscription' || supergraph.resumable.size === 0) return undefined;
  const { primary } = plan.node;
  const resumption = made.get(primary) ?? makeResumption(primary, supergraph.resumable) ?? 'none';
  made.set(primary, resumption);
  return resumption === 'none' ? undefined : resumption;
};

/** The cursor of an event, and the event without it, since the client did not select it. */
export const takeCursor = (
  { cursorAt: [event, cursor] }: Resumption,
  { data, errors }: SubgraphResponse,
): { readonly cursor: string | undefined; readonly answer: SubgraphResponse } => {
  const value = data?.[event];
  const isOfCursor = ({ path }: ReportedError): boolean => path?.[0] === event && path[1] === cursor;
  if (typeof value !== 'object' || value === null) {
    const remaining = errors?.map((error) => (isOfCursor(error) ? withPath(error, [event]) : error));
    return { cursor: undefined, answer: { data, errors: remaining } };
  }
  const { [cursor]: found, ...rest } = value as Readonly<Record<string, unknown>>;
  const answer = { data: { ...data, [event]: rest }, errors: errors?.filter((error) => !isOfCursor(error)) };
  return { cursor: typeof found === 'string' ? found : undefined, answer };
};

type ReportedError = NonNullable<SubgraphResponse['errors']>[number];

const withPath = ({ message, extensions }: ReportedError, path: readonly string[]): GraphQLFormattedError => ({
  message,
  path,
  ...(extensions && { extensions }),
});

const isOperation = (definition: DocumentNode['definitions'][number]): definition is OperationDefinitionNode =>
  definition.kind === Kind.OPERATION_DEFINITION;

/** A subscription has one root field, and the planner writes it without a fragment. */
const rootFieldOf = ({ definitions }: DocumentNode): FieldNode | undefined => {
  const selections = definitions.find(isOperation)?.selectionSet.selections ?? [];
  const [selection] = selections;
  return selections.length === 1 && selection?.kind === Kind.FIELD ? selection : undefined;
};

const nameNode = (value: string) => ({ kind: Kind.NAME, value }) as const;

const variableNode = (name: string) => ({ kind: Kind.VARIABLE, name: nameNode(name) }) as const;

/** A name that occurs nowhere in the operation, be it as a field, an alias, a variable or within one of these. */
const unusedName = (wanted: string, text: string): string => {
  let name = wanted;
  while (text.includes(name)) name += '_';
  return name;
};

const makeResumption = ({ operation: text }: FetchNode, fields: ResumableFields): Resumption | undefined => {
  const document = parse(text, { noLocation: true });
  const field = rootFieldOf(document);
  const resumable = field && fields.get(field.name.value);
  if (field === undefined || resumable === undefined) return undefined;
  const { argument, cursor } = resumable;
  const alias = unusedName('_cursor', text);
  const variable = unusedName('_after', text);
  const withCursor = selecting(field, { kind: Kind.FIELD, alias: nameNode(alias), name: nameNode(cursor) });
  const given: ArgumentNode = { kind: Kind.ARGUMENT, name: nameNode(argument.name), value: variableNode(variable) };
  const others = (field.arguments ?? []).filter(({ name }) => name.value !== argument.name);
  const resumed = replaceRoot(document, { ...withCursor, arguments: [...others, given] });
  const used = variablesUsedIn(resumed);
  return {
    first: textOf(replaceRoot(document, withCursor)),
    resumed: textOf(withVariables(resumed, { used, variable, type: argument.type })),
    variable,
    variableUsages: [...used],
    cursorAt: [(field.alias ?? field.name).value, alias],
  };
};

const selecting = (field: FieldNode, selection: FieldNode): FieldNode => ({
  ...field,
  selectionSet: { kind: Kind.SELECTION_SET, selections: [...(field.selectionSet?.selections ?? []), selection] },
});

const textOf = (document: DocumentNode): string => stripIgnoredCharacters(print(document));

const replaceRoot = (document: DocumentNode, root: FieldNode): DocumentNode => ({
  ...document,
  definitions: document.definitions.map((definition) =>
    isOperation(definition)
      ? { ...definition, selectionSet: { ...definition.selectionSet, selections: [root] } }
      : definition,
  ),
});

const variablesUsedIn = (document: DocumentNode): ReadonlySet<string> => {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      used.add(name.value);
    },
  });
  return used;
};

/** Declares the variable of the cursor, and no longer those that only the client's own cursor came in. */
const withVariables = (
  document: DocumentNode,
  { used, variable, type }: { readonly used: ReadonlySet<string>; readonly variable: string; readonly type: string },
): DocumentNode => ({
  ...document,
  definitions: document.definitions.map((definition) => {
    if (!isOperation(definition)) return definition;
    const kept = (definition.variableDefinitions ?? []).filter((declared) => used.has(declared.variable.name.value));
    const ofCursor = {
      kind: Kind.VARIABLE_DEFINITION,
      variable: variableNode(variable),
      type: parseType(type),
    } as const;
    return { ...definition, variableDefinitions: [...kept, ofCursor] };
  }),
});
