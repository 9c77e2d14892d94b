import type { Id, NewId } from '@oms/kernel';
import { v7, validate } from 'uuid';

/** A UUIDv7: ids made later sort later, so that indexes grow at one end. */
export const newId: NewId = <Kind extends string>() => v7() as Id<Kind>;

/** Whether a text from outside can be an id at all; a column of type uuid answers anything else with an error. */
export const isId = (text: string): boolean => validate(text);
