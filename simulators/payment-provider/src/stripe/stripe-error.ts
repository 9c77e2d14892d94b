/** The `error` of a response, as in Stripe's API reference. */
export interface StripeErrorBody {
  readonly type: 'card_error' | 'invalid_request_error' | 'idempotency_error' | 'api_error';
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly charge?: string;
  /** The payment intent that the error concerns. */
  readonly payment_intent?: object;
}

/** A request that is refused before it has any effect; nothing is saved under its idempotency key. */
export class RefusedRequest extends Error {
  readonly status: number;
  readonly body: StripeErrorBody;

  constructor(status: number, body: StripeErrorBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

export const invalidRequest = (message: string, details: { code?: string; param?: string } = {}): RefusedRequest =>
  new RefusedRequest(400, { type: 'invalid_request_error', message, ...details });

export const missingResource = (object: string, id: string): RefusedRequest =>
  new RefusedRequest(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${object}: '${id}'`,
    param: 'id',
  });
