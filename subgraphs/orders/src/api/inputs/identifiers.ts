import type { OrderId } from '../../application';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Undefined for what cannot be an id: there is nothing by that id, and no need to ask the database. */
export const uuidFrom = (text: string): string | undefined => (UUID.test(text) ? text.toLowerCase() : undefined);

export const orderIdFrom = (text: string): OrderId | undefined => uuidFrom(text) as OrderId | undefined;
