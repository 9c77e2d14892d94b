import { subgraphResponseOf } from './subgraph-response';

describe('an answer of a subgraph', () => {
  it.each<[unknown, unknown]>([
    [{ data: { a: 1 } }, { data: { a: 1 } }],
    [{ data: { a: 1 }, errors: null, extensions: null }, { data: { a: 1 } }],
    [{ data: { a: 1 }, errors: [] }, { data: { a: 1 } }],
    [
      { data: null, errors: [{ message: 'No' }] },
      { data: null, errors: [{ message: 'No' }] },
    ],
    [{ errors: [{ message: 'No', path: null, extensions: null }] }, { data: null, errors: [{ message: 'No' }] }],
    [
      { data: {}, errors: [null, 'text', { path: ['a', 0], extensions: { code: 'C' } }] },
      {
        data: {},
        errors: [{ message: '' }, { message: '' }, { message: '', path: ['a', 0], extensions: { code: 'C' } }],
      },
    ],
    [{ data: null, errors: null }, undefined],
    [{ data: null, errors: [] }, undefined],
    [{ data: null }, undefined],
    [{ data: [] }, undefined],
    [{ data: 'text' }, undefined],
    [{ data: {}, errors: {} }, undefined],
    [{}, undefined],
    [[], undefined],
    [null, undefined],
  ])('%j is read as %j', (given, read) => {
    expect(subgraphResponseOf(given)).toEqual(read);
  });
});
