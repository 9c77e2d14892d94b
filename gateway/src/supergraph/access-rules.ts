import { isInterfaceType, type NamedType, type Schema } from '@apollo/federation-internals';
import { hasFields, type TypeWithFields } from './field-sets';

/** What a field or type requires of its actor: to be signed in, with all scopes of one of the sets. */
export interface AccessRule {
  /** Any of these sets. One empty set: being signed in is enough. */
  readonly anyOf: readonly (readonly string[])[];
}

/** Rules by coordinate: `Type` or `Type.field`. */
export type AccessRules = ReadonlyMap<string, AccessRule>;

const AUTHENTICATED = 'https://specs.apollo.dev/authenticated';
const REQUIRES_SCOPES = 'https://specs.apollo.dev/requiresScopes';

type Guarded = NamedType | ReturnType<TypeWithFields['fields']>[number];

/** Both rules hold: every set of the one with every set of the other. */
export const bothOf = (one: AccessRule | undefined, other: AccessRule | undefined): AccessRule | undefined => {
  if (one === undefined || other === undefined) return one ?? other;
  const sets = one.anyOf.flatMap((left) => other.anyOf.map((right) => [...new Set([...left, ...right])].sort()));
  return { anyOf: [...new Map(sets.map((set) => [set.join(' '), set])).values()] };
};

/** The directives may have been renamed on import: the schema has their names. */
const ruleReader = (schema: Schema): ((element: Guarded) => AccessRule | undefined) => {
  const nameOf = (identity: string, directive: string): string | undefined =>
    schema.coreFeatures?.getByIdentity(identity)?.directiveNameInSchema(directive);
  const authenticated = nameOf(AUTHENTICATED, 'authenticated');
  const requiresScopes = nameOf(REQUIRES_SCOPES, 'requiresScopes');

  return (element) => {
    const signedIn =
      authenticated !== undefined && element.hasAppliedDirective(authenticated) ? { anyOf: [[]] } : undefined;
    if (requiresScopes === undefined) return signedIn;
    return element
      .appliedDirectivesOf<{ scopes: string[][] }>(requiresScopes)
      .map((applied): AccessRule => ({ anyOf: applied.arguments().scopes }))
      .reduce(bothOf, signedIn);
  };
};

/**
 * Reads who may use what from a supergraph.
 *
 * A field of an interface requires what any of its implementations requires, or a query by the interface would bypass the rule.
 */
export const readAccessRules = (schema: Schema): AccessRules => {
  const ruleOf = ruleReader(schema);
  const rules = new Map<string, AccessRule>();
  const add = (coordinate: string, rule: AccessRule | undefined): void => {
    const whole = bothOf(rules.get(coordinate), rule);
    if (whole !== undefined) rules.set(coordinate, whole);
  };

  for (const type of schema.allTypes()) {
    add(type.name, ruleOf(type));
    if (!hasFields(type)) continue;
    for (const field of type.fields()) {
      add(`${type.name}.${field.name}`, ruleOf(field));
      if (!isInterfaceType(type)) continue;
      for (const implementation of type.possibleRuntimeTypes()) {
        add(`${type.name}.${field.name}`, ruleOf(implementation));
        const implemented = implementation.field(field.name);
        if (implemented !== undefined) add(`${type.name}.${field.name}`, ruleOf(implemented));
      }
    }
  }
  return rules;
};
