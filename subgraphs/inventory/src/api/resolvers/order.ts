import type {
  OrderResolvers,
  StockReservationLineResolvers,
  StockReservationResolvers,
} from '../generated/schema-types';

export const order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  reservation: ({ id }, _arguments, { loaders }) => loaders.reservations.load(id),
};

export const stockReservation: StockReservationResolvers = { expiresAt: () => null };

export const stockReservationLine: StockReservationLineResolvers = {
  product: async ({ sku }, _arguments, { loaders }) => {
    const found = await loaders.products.load(sku);
    if (found === null) throw new Error(`A reservation has a line of ${sku}, which is not listed.`);
    return found;
  },
};
