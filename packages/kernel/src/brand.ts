declare const brand: unique symbol;

/** A value that passed a check, so that a plain `string` cannot stand where an `OrderId` belongs. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
