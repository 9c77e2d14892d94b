import type { Brand } from './brand';

/** A UUID in lower case that identifies one `Kind` of thing: `Id<'Order'>`. */
export type Id<Kind extends string> = Brand<string, Kind>;

/** Makes new ids, each of them once. */
export type NewId = <Kind extends string>() => Id<Kind>;
