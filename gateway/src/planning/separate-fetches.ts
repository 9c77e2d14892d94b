import {
  GraphQLError,
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { FetchNode } from '@apollo/query-planner';
import type { RequiresConflict } from '../supergraph/load-supergraph';
import { requiringFieldKey, type AliasedSupergraph, type RequiredField } from './field-aliases';
import type { KeyPlaces } from './key-places';
import { hasConflictingValues, requiredBy, type Required } from './required-selections';

export interface Separation extends Pick<AliasedSupergraph, 'aliases' | 'required'> {
  readonly conflicts: ReadonlyMap<string, RequiresConflict>;
  readonly keyPlaces: KeyPlaces;
}

interface EntityField {
  readonly node: FieldNode;
  /** `@skip` and `@include` on the way to it, where it requires anything. */
  readonly condition: string;
  readonly required: readonly RequiredField[];
}

interface Group {
  readonly condition: string;
  readonly fields: EntityField[];
}

const uncomputable = ({ coordinate, required }: RequiresConflict): GraphQLError =>
  new GraphQLError(`${coordinate} requires ${required.join(' and ')} at once, and can be sent only one of them.`, {
    extensions: { code: 'FIELD_UNANSWERABLE' },
  });

/** The fields that a fetch selects of entities. */
const entityFields = (document: DocumentNode, subgraph: string, { required, conflicts }: Separation) => {
  const fields: EntityField[] = [];

  const ofField = (node: FieldNode, type: string, conditions: readonly DirectiveNode[]): void => {
    const key = requiringFieldKey(subgraph, type, node.name.value);
    const conflict = conflicts.get(key);
    if (conflict !== undefined) throw uncomputable(conflict);
    const requiredHere = required.get(key) ?? [];
    const condition = requiredHere.length === 0 ? '' : [...conditions, ...(node.directives ?? [])].map(print).join(' ');
    fields.push({ node, condition, required: requiredHere });
  };
  const ofSet = ({ selections }: SelectionSetNode, type: string, conditions: readonly DirectiveNode[]): void => {
    for (const node of selections) {
      // The planner is configured to make no fragments of its own.
      if (node.kind === Kind.FRAGMENT_SPREAD) throw new Error(`Unexpected fragment ${node.name.value} in a plan`);
      if (node.kind === Kind.FIELD) ofField(node, type, conditions);
      else {
        const narrowed = node.typeCondition?.name.value ?? type;
        ofSet(node.selectionSet, narrowed, [...conditions, ...(node.directives ?? [])]);
      }
    }
  };
  const [operation] = document.definitions;
  const [entities] = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
  if (entities?.kind === Kind.FIELD && entities.selectionSet) ofSet(entities.selectionSet, '', []);
  return fields;
};

/** Whether no place would have to hold different values for the two. */
const agree = (one: readonly RequiredField[], other: readonly RequiredField[]): boolean => {
  const sourcesAt = (required: readonly RequiredField[], at: string): string =>
    [...new Set(required.filter(({ place }) => place === at).map(({ source }) => source))].sort().join(' ');
  return one.every(({ place }) => {
    const others = sourcesAt(other, place);
    return others === '' || others === sourcesAt(one, place);
  });
};

const grouped = (fields: readonly EntityField[]): readonly Group[] => {
  const groups: Group[] = [];
  for (const field of fields) {
    const fits = ({ condition, fields: members }: Group): boolean =>
      condition === field.condition && members.every(({ required }) => agree(field.required, required));
    const group = groups.find(fits);
    if (group === undefined) groups.push({ condition: field.condition, fields: [field] });
    else group.fields.push(field);
  }
  return groups;
};

/** The operation without these fields of entities, and the variables that it still uses. */
const operationWithout = (document: DocumentNode, left: ReadonlySet<SelectionNode>) => {
  const smaller = visit(document, {
    Field: (node) => (left.has(node) ? null : undefined),
    InlineFragment: { leave: ({ selectionSet }) => (selectionSet.selections.length === 0 ? null : undefined) },
  });
  const used = new Set<string>();
  visit(smaller, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      used.add(name.value);
    },
  });
  const declared = visit(smaller, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
  return { operation: stripIgnoredCharacters(print(declared)), used };
};

const sourcesOf = (fields: readonly EntityField[]): ReadonlySet<string> =>
  new Set(fields.flatMap(({ required }) => required.map(({ source }) => source)));

/**
 * One fetch for each set of fields of an entity that can be computed from one representation.
 *
 * A representation has one value for each field, so fields that require different values of one field, by different
 * arguments, must be fetched separately. And it is sent whole or not at all: beside a field under `@skip` or `@include`,
 * whose requirements may not have been fetched, all others would be missing with it.
 */
export const separateFetches = (fetch: FetchNode, separation: Separation): readonly FetchNode[] => {
  const { requires = [], serviceName } = fetch;
  if (requires.length === 0) return [fetch];
  if (!fetch.operation.includes('@') && !hasConflictingValues(requires, separation.aliases)) return [fetch];

  const document = parse(fetch.operation, { noLocation: true });
  const fields = entityFields(document, serviceName, separation);
  const groups = grouped(fields);
  if (groups.length < 2) return [fetch];
  return groups.map((group): FetchNode => {
    const others = fields.filter((field) => !group.fields.includes(field));
    const { operation, used } = operationWithout(document, new Set(others.map(({ node }) => node)));
    const wanted = sourcesOf(group.fields);
    const required: Required = {
      isKey: (type, place) => separation.keyPlaces(serviceName, type).has(place),
      isLeftOut: (source) => !wanted.has(source) && sourcesOf(others).has(source),
      aliases: separation.aliases,
    };
    return {
      ...fetch,
      operation,
      requires: requiredBy(requires, required),
      variableUsages: fetch.variableUsages?.filter((name) => used.has(name)) ?? [],
    };
  });
};
