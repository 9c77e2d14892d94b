import { GraphQLError } from 'graphql';
import { clientError, clientGraphQLError } from './client-errors';

const options = { masking: true, introspection: true };

const internal = {
  stacktrace: ['at orders.ts:17'],
  exception: { stacktrace: [] },
  stack: 'at orders.ts:17',
  http: { status: 500 },
  originalError: { message: 'connect ECONNREFUSED' },
};

describe('an error, as a client gets it', () => {
  it('keeps its code and the other public extensions of a subgraph', () => {
    const extensions = { code: 'ORDER_CLOSED', retryable: false, serviceName: 'orders' };
    expect(clientError({ message: 'Closed', extensions }, options).extensions).toEqual(extensions);
  });

  it.each(Object.keys(internal))('has no %s of the server that it comes from', (name) => {
    const extensions = { ...internal, code: 'ORDER_CLOSED' };
    expect(clientError({ message: 'Closed', extensions }, options).extensions).not.toHaveProperty(name);
    expect(clientGraphQLError(new GraphQLError('Closed', { extensions }), options).extensions).toEqual({
      code: 'ORDER_CLOSED',
    });
  });

  it('is a fault without a text of its own when it has no code', () => {
    const { message, extensions } = clientError({ message: 'relation "orders" does not exist' }, options);
    expect(message).not.toContain('orders');
    expect(extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
  });

  it('keeps the text of a fault where nothing is masked', () => {
    expect(clientError({ message: 'no such table' }, { ...options, masking: false }).message).toBe('no such table');
  });

  it.each([
    [
      'Cannot query field "nme" on type "User". Did you mean "name"?',
      'GRAPHQL_VALIDATION_FAILED',
      'The operation does not fit the schema.',
    ],
    ['Unknown argument "fist". Did you mean "first"?', 'BAD_USER_INPUT', 'Unknown argument "fist".'],
    [
      'Variable "$input" got invalid value {} at "input.card"; Field "number" is missing.',
      'BAD_USER_INPUT',
      'Variable "$input" does not fit its type at "input.card".',
    ],
  ])('does not show a hidden schema: %s', (message, code, shown) => {
    expect(clientError({ message, extensions: { code } }, { ...options, introspection: false }).message).toBe(shown);
  });
});
