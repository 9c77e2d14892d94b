import { preferredType } from './accept';

const JSON_TYPE = 'application/json';
const EVENTS = 'text/event-stream';

describe('the media type of an answer', () => {
  it.each([
    [undefined, JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['Text/Event-Stream; charset=utf-8', EVENTS],
    ['application/graphql-response+json, application/json, text/event-stream, multipart/mixed', JSON_TYPE],
    ['text/event-stream, application/json', EVENTS],
    ['application/json;q=0.5, text/event-stream', EVENTS],
    ['text/event-stream;q=0, */*', JSON_TYPE],
    ['text/*, application/json;q=0.9', EVENTS],
    ['text/*;q=0.1, text/event-stream;q=0.8, application/json;q=0.5', EVENTS],
    ['application/json;q=nonsense, text/event-stream;q=0.1', EVENTS],
    ['image/png', undefined],
    ['', undefined],
  ])('for "%s" is %s', (accept, expected) => {
    expect(preferredType(accept, [JSON_TYPE, EVENTS])).toBe(expected);
  });
});
