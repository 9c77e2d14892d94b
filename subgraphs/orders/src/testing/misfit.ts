import { defineEvent } from '@oms/contracts';
import { z } from 'zod';

/** What another version of inventory might publish: its data is not what the contract promises. */
export const misfit = defineEvent({
  context: 'inventory',
  name: 'stock-reserved',
  version: 1,
  aggregateType: 'Reservation',
  description: 'Of tests only.',
  data: z.object({}),
});
