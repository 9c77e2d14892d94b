import type { Id } from '@oms/kernel';
import { z } from 'zod';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The nil UUID of RFC 9562, section 5.9, which no id is. */
const NIL = '00000000-0000-0000-0000-000000000000';

/** Undefined for what cannot be an id: there is nothing by that id, and no need to ask the database. */
export const idFrom = <Kind extends string>(text: string): Id<Kind> | undefined =>
  UUID.test(text) ? (text.toLowerCase() as Id<Kind>) : undefined;

/**
 * For an id within an input's schema. A text that cannot be an id becomes the nil UUID, which nothing has: so an id that
 * is malformed and one that is unknown are refused alike, by the use case.
 */
export const idInput = <Kind extends string>() =>
  z.string().transform((text): Id<Kind> => idFrom<Kind>(text) ?? (NIL as Id<Kind>));
