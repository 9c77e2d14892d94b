import type { Id, NewId } from '@oms/kernel';
import { v7 } from 'uuid';

/** A UUIDv7: ids made later sort later, so that indexes grow at one end. */
export const newId: NewId = <Kind extends string>() => v7() as Id<Kind>;
