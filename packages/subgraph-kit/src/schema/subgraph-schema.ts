import { buildSubgraphSchema } from '@apollo/subgraph';
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import type { VerifiedActor } from '@oms/auth';
import {
  defaultFieldResolver,
  isObjectType,
  Kind,
  parse,
  type DocumentNode,
  type GraphQLField,
  type GraphQLFieldConfig,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { demand, directiveNames, requirementOf } from './access';
import { scalars } from './scalars';
import { textChecks, type InputCheck } from './text';

/** By type, then field; the generated `Resolvers` type of a subgraph is one. */
export type Resolvers = Readonly<Record<string, object | undefined>>;

export interface SchemaParts {
  /** SDL, federation 2. */
  readonly typeDefs: string;
  readonly resolvers: Resolvers;
}

interface CallContext {
  readonly actor: VerifiedActor | undefined;
}

type Arguments = Readonly<Record<string, unknown>>;
type Resolver = GraphQLFieldResolver<unknown, CallContext, Arguments>;
type Field = GraphQLField<unknown, CallContext>;
type Guard = (args: Arguments, context: CallContext) => void;

const scalarsOf = (typeDefs: DocumentNode): Resolvers => {
  const declared = typeDefs.definitions.flatMap((each) =>
    each.kind === Kind.SCALAR_TYPE_DEFINITION ? [each.name.value] : [],
  );
  return Object.fromEntries(declared.flatMap((name) => (scalars[name] === undefined ? [] : [[name, scalars[name]]])));
};

/** Synchronous, so that a resolver that answers at once still does. */
const guarded =
  (resolve: Resolver, guard: Guard): Resolver =>
  (...call) => {
    const [, args, context] = call;
    guard(args, context);
    return resolve(...call);
  };

const argumentsGuard = (checks: readonly (readonly [name: string, check: InputCheck])[]): Guard | undefined => {
  if (checks.length === 0) return undefined;
  return (args) => {
    for (const [name, check] of checks) {
      const value = args[name];
      if (value !== null && value !== undefined) check(value, name);
    }
  };
};

/**
 * The executable schema of a subgraph, which enforces on its own what its SDL requires of actors, and refuses text that
 * no field accepts. A field without requirements keeps its resolver as it is, so that the hot path costs nothing more.
 */
export const subgraphSchema = ({ typeDefs, resolvers }: SchemaParts): GraphQLSchema => {
  const document = parse(typeDefs);
  const names = directiveNames(document);
  const checkOf = textChecks();
  const modules = [{ typeDefs: document, resolvers: { ...scalarsOf(document), ...resolvers } }];
  const built = buildSubgraphSchema(modules as Parameters<typeof buildSubgraphSchema>[0]);

  const guardOf = (field: Field, typeName: string): Guard | undefined => {
    const name = `${typeName}.${field.name}`;
    const requirement = requirementOf(built, { typeName, field }, names);
    const checkArguments = argumentsGuard(
      field.args.flatMap((argument) => {
        const check = checkOf(argument);
        return check === undefined ? [] : [[argument.name, check] as const];
      }),
    );
    if (requirement === undefined) return checkArguments;
    return (args, context) => {
      demand(requirement, context.actor, name);
      checkArguments?.(args, context);
    };
  };

  const guardField = (config: GraphQLFieldConfig<unknown, CallContext>, fieldName: string, typeName: string) => {
    const type = built.getType(typeName);
    const field: Field | undefined = isObjectType(type) ? type.getFields()[fieldName] : undefined;
    if (field === undefined) return undefined;
    const guard = guardOf(field, typeName);
    if (guard === undefined) return undefined;
    const { resolve = defaultFieldResolver, subscribe } = config;
    return {
      ...config,
      resolve: guarded(resolve, guard),
      ...(subscribe !== undefined && { subscribe: guarded(subscribe, guard) }),
    };
  };

  return mapSchema(built, { [MapperKind.OBJECT_FIELD]: guardField });
};
