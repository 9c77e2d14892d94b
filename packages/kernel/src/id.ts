declare const brand: unique symbol;

/** A value that passed a check, so that a plain `string` cannot stand where an `OrderId` belongs. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };

/** A UUID in lower case that identifies one `Kind` of thing: `Id<'Order'>`. */
export type Id<Kind extends string> = Brand<string, Kind>;

/** Makes new ids, each of them once. */
export type NewId = <Kind extends string>() => Id<Kind>;
