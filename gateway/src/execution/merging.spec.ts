import type { JsonObject } from '../subgraphs/json';
import { mergeInto, type Place } from './merging';

describe('the responses of two subgraphs about one object', () => {
  const merge = (first: JsonObject, second: JsonObject) => {
    const target = structuredClone(first);
    const disagreements: Place[] = [];
    mergeInto(target, structuredClone(second), {
      disagree: (place) => disagreements.push(place),
      isObjectTypeName: (name) => name === 'Film',
    });
    return { target, disagreements };
  };

  it('are merged field by field, and lists of equal length element by element', () => {
    const first = { product: { upc: 'a', reviews: [{ id: '1' }, { id: '2' }] } };
    const second = { product: { name: 'Tea', reviews: [{ body: 'Good' }, { body: 'Bad' }] } };
    expect(merge(first, second)).toEqual({
      target: {
        product: {
          upc: 'a',
          name: 'Tea',
          reviews: [
            { id: '1', body: 'Good' },
            { id: '2', body: 'Bad' },
          ],
        },
      },
      disagreements: [],
    });
  });

  it.each([
    ['shorter', [{ body: 'Good' }]],
    ['longer', [{ body: 'Good' }, { body: 'Bad' }, { body: 'Fair' }]],
    ['empty', []],
  ])('have no elements in common when the second list is %s: the list is null, and reported', (_, reviews) => {
    const first = { product: { reviews: [{ id: '1' }, { id: '2' }] } };
    expect(merge(first, { product: { reviews } })).toEqual({
      target: { product: { reviews: null } },
      disagreements: [['product', 'reviews']],
    });
  });

  it('are reported at the inner list when only that differs in length', () => {
    const first = { rows: [[{ id: '1' }], [{ id: '2' }]] };
    const second = { rows: [[{ name: 'A' }], [{ name: 'B' }, { name: 'C' }]] };
    expect(merge(first, second)).toEqual({
      target: { rows: [[{ id: '1', name: 'A' }], null] },
      disagreements: [['rows', 1]],
    });
  });

  it.each([
    { first: { tags: ['a', 'b'] }, second: { tags: ['c'] } },
    { first: { price: 1 }, second: { price: 2 } },
  ])('give the later of values without objects: $second', ({ first, second }) => {
    expect(merge(first, second)).toEqual({ target: second, disagreements: [] });
  });

  it('give the object where one has null, and report it', () => {
    expect(merge({ author: { id: '1' } }, { author: null })).toEqual({
      target: { author: { id: '1' } },
      disagreements: [['author']],
    });
    expect(merge({ author: null }, { author: { id: '1' } }).target).toEqual({ author: { id: '1' } });
  });

  it('keep the type of an object, where a later response has only its interface', () => {
    const film = { loans: [{ title: { __typename: 'Film', id: 'f2' } }] };
    const title = { loans: [{ title: { __typename: 'Title', id: 'f2' } }] };
    expect(merge(film, title).target).toEqual(film);
    expect(merge(title, film).target).toEqual(film);
  });

  it('cannot change the prototype of an object', () => {
    const target: JsonObject = {};
    mergeInto(target, JSON.parse('{"__proto__":{"polluted":true}}') as JsonObject);
    expect(target['polluted']).toBeUndefined();
    expect(Object.hasOwn(target, '__proto__')).toBe(true);
  });
});
