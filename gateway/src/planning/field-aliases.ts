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
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { baseType, type NamedType, type Schema } from '@apollo/federation-internals';
import { hasFields } from '../supergraph/field-sets';
import { fieldAliasing, type FieldAliases } from '../supergraph/name-mapping';

type TypeNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** A field that a `@requires` selects at one place. */
export interface RequiredField {
  /** The place in the subgraph: names of fields, from the entity down, each after a dot. */
  readonly place: string;
  /** The same place in a plan, where fields with arguments have their aliases. */
  readonly source: string;
  /** The type whose field this is. */
  readonly holder: string;
  /** The field with its arguments. */
  readonly field: FieldNode;
}

interface RequiredFieldSet {
  readonly schema: Schema;
  /** The type that the fields are of. */
  readonly type: string;
  readonly fieldSet: SelectionSetNode;
  /** The alias for a field of this type. */
  readonly aliasOf: (type: string, node: FieldNode) => string;
}

type Place = Pick<RequiredField, 'place' | 'source'>;

/** Writes the alias of each field with arguments in its place. */
const withAliases = ({ schema, type, fieldSet, aliasOf }: RequiredFieldSet) => {
  const required: RequiredField[] = [];

  const ofField = (holder: NamedType | undefined, node: FieldNode, at: Place): FieldNode => {
    const definition = hasFields(holder) ? holder.field(node.name.value) : undefined;
    const { name, arguments: args = [] } = node;
    const given = definition && args.length > 0 ? aliasOf(definition.parent.name, node) : name.value;
    const here = { place: `${at.place}.${name.value}`, source: `${at.source}.${given}` };
    required.push({ ...here, holder: holder?.name ?? '', field: { kind: Kind.FIELD, name, arguments: args } });
    const below = definition?.type && baseType(definition.type);
    const selectionSet = node.selectionSet && ofSet(below, node.selectionSet, here);
    return { kind: Kind.FIELD, name: { ...name, value: given }, ...(selectionSet && { selectionSet }) };
  };
  const ofSelection = (holder: NamedType | undefined, node: SelectionNode, at: Place): SelectionNode => {
    if (node.kind === Kind.FIELD) return ofField(holder, node, at);
    if (node.kind === Kind.FRAGMENT_SPREAD) return node;
    const narrowed = node.typeCondition === undefined ? holder : schema.type(node.typeCondition.name.value);
    return { ...node, selectionSet: ofSet(narrowed, node.selectionSet, at) };
  };
  const ofSet = (holder: NamedType | undefined, set: SelectionSetNode, at: Place): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((node) => ofSelection(holder, node, at)),
  });

  return { fieldSet: ofSet(schema.type(type), fieldSet, { place: '', source: '' }), required };
};

/** A supergraph in which no `@requires` has arguments. */
export interface AliasedSupergraph {
  readonly supergraph: DocumentNode;
  readonly aliases: FieldAliases;
  /** What each field with `@requires` selects, by `requiringFieldKey`. */
  readonly required: ReadonlyMap<string, readonly RequiredField[]>;
}

/** Identifies a field with `@requires` in one subgraph. */
export const requiringFieldKey = (subgraph: string, type: string, field: string): string =>
  `${subgraph} ${type}.${field}`;

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

/**
 * Adds a field of its own for every field with arguments that some `@requires` selects.
 *
 * The planner distinguishes required values by the names of their fields alone: of two with different
 * arguments it takes one value for both. Plans for this supergraph keep them apart; `executable-plan.ts` makes them executable.
 */
export const withFieldAliases = (document: DocumentNode, schema: Schema): AliasedSupergraph => {
  const { aliasOf: aliasOfField, fields: aliases } = fieldAliasing(print(document));
  const subgraphs = subgraphNames(document);
  const required = new Map<string, readonly RequiredField[]>();
  const holders = new Map<string, Set<string>>();
  const aliasOf = (holder: string, node: FieldNode): string => {
    const alias = aliasOfField(node);
    holders.set(holder, (holders.get(holder) ?? new Set()).add(alias));
    return alias;
  };

  const directiveOf = (type: string, field: string, node: ConstDirectiveNode): ConstDirectiveNode => {
    const requires = argumentOf(node, 'requires');
    if (node.name.value !== 'join__field' || requires === undefined) return node;
    const [definition] = parse(`{ ${requires} }`, { noLocation: true }).definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION) return node;
    const aliased = withAliases({ schema, type, fieldSet: definition.selectionSet, aliasOf });
    required.set(
      requiringFieldKey(subgraphs.get(argumentOf(node, 'graph') ?? '') ?? '', type, field),
      aliased.required,
    );
    const value = { kind: Kind.STRING, value: print(aliased.fieldSet).slice(1, -1) } as const;
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
  return { supergraph: withAliasFields(requiring, holders, aliases), aliases, required };
};

/** Adds the aliases as fields to the types that have the fields, and to all that implement those. */
const withAliasFields = (
  document: DocumentNode,
  holders: ReadonlyMap<string, ReadonlySet<string>>,
  aliases: FieldAliases,
): DocumentNode => {
  const added = ({ name, interfaces = [], fields = [] }: TypeNode): readonly FieldDefinitionNode[] => {
    const types = [name.value, ...interfaces.map((node) => node.name.value)];
    const names = new Set(types.flatMap((type) => [...(holders.get(type) ?? [])]));
    return [...names].flatMap((alias) =>
      fields
        .filter((field) => field.name.value === aliases.get(alias)?.name.value)
        .map((field) => ({ ...field, name: { kind: Kind.NAME, value: alias } as const, arguments: [] })),
    );
  };
  const completed = <Node extends TypeNode>(node: Node): Node => ({
    ...node,
    fields: [...(node.fields ?? []), ...added(node)],
  });
  return visit(document, { ObjectTypeDefinition: completed, InterfaceTypeDefinition: completed });
};
