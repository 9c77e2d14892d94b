import { satisfies, type VerifiedActor } from '@oms/auth';
import { getDirective } from '@graphql-tools/utils';
import {
  getNamedType,
  Kind,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { z } from 'zod';
import { forbidden, unauthenticated } from '../errors';

/** What a field requires of an actor: a token, and of each entry all scopes of one of its alternatives. */
export interface Requirement {
  readonly scopes: readonly (readonly (readonly string[])[])[];
}

/** What the SDL calls the directives; `@link` may import them under other names. */
export interface DirectiveNames {
  readonly authenticated: string;
  readonly requiresScopes: string;
}

const federationSpec = 'https://specs.apollo.dev/federation/';
const requiresScopesArguments = z.object({ scopes: z.array(z.array(z.string())) });

const importOf = (node: ConstValueNode): readonly [name: string, as: string] | undefined => {
  if (node.kind === Kind.STRING) return [node.value, node.value];
  if (node.kind !== Kind.OBJECT) return undefined;
  const texts = new Map(
    node.fields.map(({ name, value }) => [name.value, value.kind === Kind.STRING ? value.value : '']),
  );
  const name = texts.get('name') ?? '';
  return [name, texts.get('as') ?? name];
};

const importsOf = (link: ConstDirectiveNode): readonly (readonly [string, string])[] => {
  const argument = (name: string): ConstValueNode | undefined =>
    link.arguments?.find((each) => each.name.value === name)?.value;
  const url = argument('url');
  const imports = argument('import');
  if (url?.kind !== Kind.STRING || !url.value.startsWith(federationSpec) || imports?.kind !== Kind.LIST) return [];
  return imports.values.flatMap((value) => {
    const imported = importOf(value);
    return imported === undefined ? [] : [imported];
  });
};

/** Reads the imports of the SDL; refuses `@policy`, which we do not enforce and therefore must not seem to. */
export const directiveNames = (typeDefs: DocumentNode): DirectiveNames => {
  const links = typeDefs.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? []).filter(({ name }) => name.value === 'link')
      : [],
  );
  const imported = new Map(links.flatMap(importsOf));
  if (imported.has('@policy'))
    throw new Error('The schema imports @policy, which no subgraph enforces: use @requiresScopes.');
  const nameOf = (name: string): string => imported.get(`@${name}`)?.slice(1) ?? `federation__${name}`;
  return { authenticated: nameOf('authenticated'), requiresScopes: nameOf('requiresScopes') };
};

type Annotated = Parameters<typeof getDirective>[1];

const requirementsOf = (schema: GraphQLSchema, node: Annotated, names: DirectiveNames): readonly Requirement[] => {
  const authenticated = getDirective(schema, node, names.authenticated) ?? [];
  const scopes = getDirective(schema, node, names.requiresScopes) ?? [];
  return [
    ...authenticated.map(() => ({ scopes: [] })),
    ...scopes.map((each) => ({ scopes: [requiresScopesArguments.parse(each).scopes] })),
  ];
};

interface FieldOfType {
  readonly typeName: string;
  readonly field: Pick<GraphQLField<unknown, unknown>, 'name' | 'type' | 'astNode' | 'extensions'>;
}

/**
 * All that stands between an actor and a field: its own directives, those of the type it is in and of the type it
 * gives. Undefined for a public field. Federation forbids them on interfaces, so there is nothing to inherit.
 */
export const requirementOf = (
  schema: GraphQLSchema,
  { typeName, field }: FieldOfType,
  names: DirectiveNames,
): Requirement | undefined => {
  const type = schema.getType(typeName);
  const nodes = [field, getNamedType(field.type), ...(type === undefined ? [] : [type])];
  const requirements = nodes.flatMap((node) => requirementsOf(schema, node, names));
  return requirements.length === 0 ? undefined : { scopes: requirements.flatMap(({ scopes }) => scopes) };
};

/** Throws UNAUTHENTICATED or FORBIDDEN. `name` is what the message calls the field. */
export const demand = ({ scopes }: Requirement, actor: VerifiedActor | undefined, name: string): void => {
  if (actor === undefined) throw unauthenticated(`${name} needs an authenticated actor.`);
  if (scopes.every((alternatives) => satisfies(actor, alternatives))) return;
  throw forbidden(`The actor's scopes do not allow ${name}.`);
};
