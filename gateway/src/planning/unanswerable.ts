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
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Schema } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import { fragmentsOf } from '@oms/document-limits';
import { fetchedFields } from './fetched-fields';

/**
 * Interfaces that some subgraph declares without a type that implements them.
 *
 * An object that such a subgraph returns cannot be fetched from another subgraph. The planner concludes that there is
 * no such object, and leaves the whole selection out without an error.
 */
export const incompleteInterfaces = (supergraph: Schema): ReadonlySet<string> => {
  const pairs = new Set(
    supergraph
      .objectTypes()
      .flatMap((type) =>
        type
          .appliedDirectivesOf<{ graph: string; interface: string }>('join__implements')
          .map((applied) => `${applied.arguments().graph} ${applied.arguments().interface}`),
      ),
  );
  const isIncomplete = (name: string, { graph, isInterfaceObject }: { graph: string; isInterfaceObject?: boolean }) =>
    isInterfaceObject !== true && !pairs.has(`${graph} ${name}`);
  const incomplete = supergraph
    .interfaceTypes()
    .filter((type) =>
      type
        .appliedDirectivesOf<{ graph: string; isInterfaceObject?: boolean }>('join__type')
        .some((applied) => isIncomplete(type.name, applied.arguments())),
    );
  return new Set(incomplete.map(({ name }) => name));
};

const isConditional = ({ directives = [] }: Pick<FieldNode, 'directives'>): boolean =>
  directives.some(({ name }) => ['skip', 'include'].includes(name.value));

interface Searched {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly schema: GraphQLSchema;
  readonly incomplete: ReadonlySet<string>;
}

/** Throws for fields that a plan leaves out although the operation selects them: a null in their place would come from no subgraph. */
export const refuseUnanswerable = (plan: QueryPlan, { document, operation, schema, incomplete }: Searched): void => {
  if (incomplete.size === 0) return;
  const fetched = fetchedFields(plan);
  const fragments = fragmentsOf(document);

  const ofField = (node: FieldNode, parent: GraphQLCompositeType, at: string): void => {
    if (node.selectionSet === undefined || isConditional(node)) return;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    const type = field && getNamedType(field.type);
    if (!isCompositeType(type)) return;
    const here = `${at}.${(node.alias ?? node.name).value}`;
    if (incomplete.has(type.name) && !fetched.has(here)) {
      const message = `No subgraph that has ${parent.name}.${node.name.value} can lead to what is selected of it.`;
      throw new GraphQLError(message, { nodes: node, extensions: { code: 'FIELD_UNANSWERABLE' } });
    }
    ofSet(node.selectionSet, type, here);
  };
  /** A condition that the type may not meet is a reason to fetch nothing, and its fields are left alone. */
  const isCertain = (condition: string | undefined, parent: GraphQLCompositeType): boolean => {
    const type = condition === undefined ? parent : schema.getType(condition);
    if (type === parent) return true;
    return isInterfaceType(type) && (isObjectType(parent) || isInterfaceType(parent)) && schema.isSubType(type, parent);
  };
  const ofSet = ({ selections }: SelectionSetNode, parent: GraphQLCompositeType, at: string): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) ofField(node, parent, at);
      else if (!isConditional(node)) {
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
        if (fragment && isCertain(fragment.typeCondition?.name.value, parent)) ofSet(fragment.selectionSet, parent, at);
      }
    }
  };
  const root = schema.getRootType(operation.operation);
  if (root) ofSet(operation.selectionSet, root, '');
};
