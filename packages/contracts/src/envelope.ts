import { z } from 'zod';

/**
 * The CloudEvents 1.0 envelope in structured JSON mode, with our extension attributes.
 *
 * Attribute names are lower case without separators, as CloudEvents requires (spec 1.0.2, section 3.1).
 * Readers ignore unknown attributes.
 */
export const envelopeSchema = z.object({
  specversion: z.literal('1.0'),
  /** UUIDv7. */
  id: z.uuid(),
  /** The publishing context, such as `/orders`. */
  source: z.string().regex(/^\/[a-z]+$/),
  /** `<context>.<event-in-kebab>.v<major>`. */
  type: z.string().regex(/^[a-z]+\.[a-z-]+\.v\d+$/),
  /** The aggregate's id. */
  subject: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  aggregatetype: z.string().min(1),
  /** 1, 2, 3 … without a gap, per aggregate. */
  sequence: z.int().positive(),
  /** The order to which the event belongs, if any. */
  orderid: z.uuid().optional(),
  /** `sub` of the actor whose request caused the event. */
  actorid: z.string().optional(),
  /** The same for a client's request and all events that it caused, directly or indirectly. */
  correlationid: z.string().min(1),
  /** The id of the event that caused this one. */
  causationid: z.string().optional(),
  idempotencykey: z.string().optional(),
  schemaversion: z.int().positive(),
  /** W3C Trace Context of the work that recorded the event. */
  traceparent: z.string().optional(),
  data: z.unknown(),
});

export type Envelope<Data = unknown> = Omit<z.infer<typeof envelopeSchema>, 'data'> & { readonly data: Data };
