/** Why a mutation was refused, as its payload shows it. `Code` is the subgraph's own `UserErrorCode`. */
export interface UserError<Code extends string = string> {
  /** Path of the input field at fault; null when no one field is. */
  readonly field: readonly string[] | null;
  readonly message: string;
  readonly code: Code;
}

/** `field` may be a single name, or null when no one field is at fault. */
export const userError = <const Code extends string>(
  code: Code,
  field: string | readonly string[] | null,
  message: string,
): UserError<Code> => ({ field: typeof field === 'string' ? [field] : field, message, code });
