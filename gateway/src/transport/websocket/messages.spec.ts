import { alreadyExists, headersOfInit, messageFrom, requestOf } from './messages';

const message = (value: unknown) => messageFrom(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

describe('a message of graphql-transport-ws', () => {
  it.each([
    '',
    'null',
    '[]',
    '{"type":1}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","id":"","payload":{"query":"{a}"}}',
    '{"type":"subscribe","id":"1","payload":{}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}',
    '{"type":"ping","payload":1}',
    '{"type":"complete"}',
    '{"type":"ping","type":"complete","id":"1"}',
    '{"type":"subscribe","id":"1","payload":{"query":"{a}","query":"{b}"}}',
  ])('is not %s', (text) => {
    expect(message(text)).toBeUndefined();
  });

  it('may name a persisted operation by its hash alone', () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'abc' } };
    const read = message({ type: 'subscribe', id: '1', payload: { extensions } });
    expect(read).toMatchObject({ type: 'subscribe', id: '1', payload: { extensions } });
    expect(requestOf({ query: '', extensions })).toEqual({ extensions });
  });

  it('names no operation with an empty name', () => {
    expect(requestOf({ query: '{a}', operationName: '' })).toEqual({ query: '{a}' });
  });
});

describe('the payload of connection_init', () => {
  it('counts as headers, at the top or under "headers"', () => {
    const payload = { Authorization: 'Bearer a', headers: { 'X-Correlation-Id': 'c1' } };
    expect(headersOfInit(payload)).toEqual({ authorization: 'Bearer a', 'x-correlation-id': 'c1' });
  });

  it('is left out where it could not be a header', () => {
    expect(headersOfInit({ 'bad name': 'x', fine: 'a\r\nb: c', number: 1, nothing: null })).toEqual({});
    expect(headersOfInit(undefined)).toEqual({});
  });
});

describe('the reason for closing a socket whose ids clash', () => {
  it('names the id, unless that is too long for a close frame', () => {
    expect(alreadyExists('1')).toBe('Subscriber for 1 already exists');
    expect(alreadyExists('x'.repeat(200))).toBe('Subscriber already exists');
  });
});
