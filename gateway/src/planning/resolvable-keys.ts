import {
  Kind,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';

const isUnresolvable = ({ arguments: args = [] }: ConstDirectiveNode): boolean =>
  args.some(({ name, value }) => name.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value);

const sorted = <Node extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode>(node: Node): Node | undefined => {
  const { directives = [] } = node;
  if (!directives.some(isUnresolvable)) return undefined;
  const resolvable = directives.filter((directive) => !isUnresolvable(directive));
  return { ...node, directives: [...resolvable, ...directives.filter(isUnresolvable)] };
};

/**
 * Names the keys that a subgraph resolves before those that it does not.
 *
 * Where the planner comes back to a subgraph for a field with `@requires`, it takes the first key that the type has
 * there, resolvable or not.
 */
export const resolvableKeysFirst = (supergraph: DocumentNode): DocumentNode =>
  visit(supergraph, { ObjectTypeDefinition: sorted, InterfaceTypeDefinition: sorted });
