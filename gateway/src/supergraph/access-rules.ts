/** What a field or type asks of its caller. Outer list: any of; inner list: all of. Empty: signed in is enough. */
export interface AccessRule {
  readonly scopes: readonly (readonly string[])[];
}

/** Rules by coordinate: `Type` or `Type.field`. */
export type AccessRules = ReadonlyMap<string, AccessRule>;
