import {
  getNamedType,
  GraphQLError,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { satisfies, type VerifiedActor } from '@oms/auth';
import type { Fragments } from '@oms/document-limits';
import type { AccessRule } from '../supergraph/access-rules';
import type { Supergraph } from '../supergraph/supergraph';

/** Names are the client's: `order.total` under an alias is reported under the alias. */
type Path = readonly string[];

export interface Permitted {
  /** The operation without what this actor may not see. */
  readonly document: DocumentNode;
  readonly refusals: readonly GraphQLError[];
}

/** The rule of a place in the operation. */
interface Demand {
  readonly coordinate: string;
  readonly rule: AccessRule;
}

const refusal = (coordinate: string, path: Path, actor: VerifiedActor | undefined): GraphQLError =>
  actor === undefined
    ? new GraphQLError(`Sign in to use ${coordinate}.`, { path, extensions: { code: 'UNAUTHENTICATED' } })
    : new GraphQLError(`Your token's scopes do not allow ${coordinate}.`, { path, extensions: { code: 'FORBIDDEN' } });

/** Stands where nothing is left of a selection, so that the document stays valid. */
const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const fieldOf = (node: FieldNode, parent: GraphQLCompositeType) =>
  isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;

/** Holds one operation against the access rules of its supergraph. */
export const fieldAccess = (
  { apiSchema, accessRules }: Supergraph,
  operation: OperationDefinitionNode,
  fragments: Fragments,
) => {
  const demandOf = (coordinate: string): Demand[] => {
    const rule = accessRules.get(coordinate);
    return rule === undefined ? [] : [{ coordinate, rule }];
  };

  const demandsOfField = (node: FieldNode, parent: GraphQLCompositeType): Demand[] => {
    const field = fieldOf(node, parent);
    return field === undefined
      ? []
      : [...demandOf(`${parent.name}.${field.name}`), ...demandOf(getNamedType(field.type).name)];
  };

  const typeOf = (condition: NamedTypeNode | undefined, parent: GraphQLCompositeType): GraphQLCompositeType => {
    const narrowed = condition && apiSchema.getType(condition.name.value);
    return isCompositeType(narrowed) ? narrowed : parent;
  };

  const permitted = (actor: VerifiedActor | undefined): Permitted => {
    const refusals: GraphQLError[] = [];
    const failing = (demands: readonly Demand[]): Demand | undefined =>
      demands.find(({ rule }) => actor === undefined || !satisfies(actor, rule.anyOf));

    const keepField = (node: FieldNode, parent: GraphQLCompositeType, path: Path): FieldNode[] => {
      const here = [...path, node.alias?.value ?? node.name.value];
      const refused = failing(demandsOfField(node, parent));
      if (refused !== undefined) {
        refusals.push(refusal(refused.coordinate, here, actor));
        return [];
      }
      const field = fieldOf(node, parent);
      const below = field && getNamedType(field.type);
      if (node.selectionSet === undefined || !isCompositeType(below)) return [node];
      return [{ ...node, selectionSet: keepSelections(node.selectionSet, below, here) }];
    };

    const keep = (node: SelectionNode, parent: GraphQLCompositeType, path: Path): SelectionNode[] => {
      if (node.kind === Kind.FIELD) return keepField(node, parent, path);
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      if (fragment === undefined) return [];
      const type = typeOf(fragment.typeCondition, parent);
      const refused = type === parent ? undefined : failing(demandOf(type.name));
      if (refused !== undefined) {
        refusals.push(refusal(refused.coordinate, path, actor));
        return [];
      }
      const { typeCondition } = fragment;
      const selectionSet = keepSelections(fragment.selectionSet, type, path);
      const { directives = [] } = node;
      return [{ kind: Kind.INLINE_FRAGMENT, ...(typeCondition && { typeCondition }), directives, selectionSet }];
    };

    const keepSelections = (set: SelectionSetNode, parent: GraphQLCompositeType, path: Path): SelectionSetNode => {
      const kept = set.selections.flatMap((selection) => keep(selection, parent, path));
      return { ...set, selections: kept.length === 0 ? [TYPENAME] : kept };
    };

    const root = apiSchema.getRootType(operation.operation);
    const selectionSet = root ? keepSelections(operation.selectionSet, root, []) : operation.selectionSet;
    return { document: { kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet }] }, refusals };
  };

  return { permitted };
};
