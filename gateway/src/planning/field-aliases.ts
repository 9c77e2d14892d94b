import {
  Kind,
  parse,
  print,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import type { Schema } from '@apollo/federation-internals';
import { substituted, type Demand } from './substitution';

type TypeNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** A supergraph in which no `@requires` has arguments. */
export interface StandIns {
  readonly supergraph: DocumentNode;
  /** The field with its arguments that a stand-in is for, by the stand-in's name. */
  readonly fields: ReadonlyMap<string, FieldNode>;
  /** What each field with `@requires` asks for, by `demandKey`. */
  readonly demands: ReadonlyMap<string, readonly Demand[]>;
}

/** A field as one subgraph has it. */
export const demandKey = (subgraph: string, type: string, field: string): string => `${subgraph} ${type}.${field}`;

const argumentOf = ({ arguments: args = [] }: ConstDirectiveNode, name: string): string | undefined => {
  const value = args.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
};

/** The names of subgraphs by the values of the enum that directives use. */
export const subgraphNames = (document: DocumentNode): ReadonlyMap<string, string> =>
  new Map(
    document.definitions
      .flatMap((node) => (node.kind === Kind.ENUM_TYPE_DEFINITION ? (node.values ?? []) : []))
      .flatMap(({ name, directives = [] }) => {
        const graph = directives.find((directive) => directive.name.value === 'join__graph');
        return graph === undefined ? [] : [[name.value, argumentOf(graph, 'name') ?? ''] as const];
      }),
  );

/** Gives one name to each field with arguments, the same wherever it is required. */
const naming = (sdl: string) => {
  const names = new Map<string, string>();
  const fields = new Map<string, FieldNode>();
  let last = 0;

  const nameOf = ({ name, arguments: args = [] }: FieldNode): string => {
    const written = args.map((argument) => print(argument)).sort();
    const key = `${name.value}(${written.join(', ')})`;
    const known = names.get(key);
    if (known !== undefined) return known;
    let given: string;
    do given = `required__${(last += 1).toString()}__${name.value}`;
    while (sdl.includes(given));
    names.set(key, given);
    fields.set(given, { kind: Kind.FIELD, name, arguments: args });
    return given;
  };
  return { nameOf, fields };
};

/**
 * Makes a field of its own of every field with arguments that some `@requires` asks for.
 *
 * The planner tells required values apart by the names of their fields alone: of two demands with different arguments
 * it takes one value for both. Plans for this supergraph keep them apart; `real-names.ts` makes those executable.
 */
export const standIns = (document: DocumentNode, schema: Schema): StandIns => {
  const { nameOf, fields } = naming(print(document));
  const subgraphs = subgraphNames(document);
  const demands = new Map<string, readonly Demand[]>();
  const holders = new Map<string, Set<string>>();
  const standIn = (holder: string, node: FieldNode): string => {
    const name = nameOf(node);
    holders.set(holder, (holders.get(holder) ?? new Set()).add(name));
    return name;
  };

  const directiveOf = (type: string, field: string, node: ConstDirectiveNode): ConstDirectiveNode => {
    const requires = argumentOf(node, 'requires');
    if (node.name.value !== 'join__field' || requires === undefined) return node;
    const [definition] = parse(`{ ${requires} }`, { noLocation: true }).definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION) return node;
    const { fieldSet, asked } = substituted({ schema, type, fieldSet: definition.selectionSet, standIn });
    demands.set(demandKey(subgraphs.get(argumentOf(node, 'graph') ?? '') ?? '', type, field), asked);
    const value = { kind: Kind.STRING, value: print(fieldSet).slice(1, -1) } as const;
    const args = (node.arguments ?? []).map((one) => (one.name.value === 'requires' ? { ...one, value } : one));
    return { ...node, arguments: args };
  };
  const rewritten = <Node extends TypeNode>(node: Node): Node => ({
    ...node,
    fields: (node.fields ?? []).map((field) => ({
      ...field,
      directives: (field.directives ?? []).map((one) => directiveOf(node.name.value, field.name.value, one)),
    })),
  });
  const requiring = visit(document, { ObjectTypeDefinition: rewritten, InterfaceTypeDefinition: rewritten });
  return { supergraph: withFields(requiring, holders, fields), fields, demands };
};

/** Adds the stand-ins to the types that were asked for them, and to all that implement those. */
const withFields = (
  document: DocumentNode,
  holders: ReadonlyMap<string, ReadonlySet<string>>,
  standsFor: StandIns['fields'],
): DocumentNode => {
  const added = ({ name, interfaces = [], fields = [] }: TypeNode): readonly FieldDefinitionNode[] => {
    const types = [name.value, ...interfaces.map((node) => node.name.value)];
    const names = new Set(types.flatMap((type) => [...(holders.get(type) ?? [])]));
    return [...names].flatMap((standIn) =>
      fields
        .filter((field) => field.name.value === standsFor.get(standIn)?.name.value)
        .map((field) => ({ ...field, name: { kind: Kind.NAME, value: standIn } as const, arguments: [] })),
    );
  };
  const completed = <Node extends TypeNode>(node: Node): Node => ({
    ...node,
    fields: [...(node.fields ?? []), ...added(node)],
  });
  return visit(document, { ObjectTypeDefinition: completed, InterfaceTypeDefinition: completed });
};
