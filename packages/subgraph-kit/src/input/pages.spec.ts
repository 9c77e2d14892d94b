import { emptyPage, pageOf, type PageRequest } from '@oms/kernel';
import { connectionOf, pageRequest } from './pages';

const letters = ['a', 'b', 'c'];
const cursorOf = (letter: string): string => `at-${letter}`;
const read = ({ first, after }: PageRequest) => {
  const start = letters.findIndex((letter) => cursorOf(letter) === after) + 1;
  return Promise.resolve(pageOf(letters.slice(start, start + first + 1), { first }, cursorOf));
};

describe('a page', () => {
  it('has twenty entries unless the client asks for another number', () => {
    expect(pageRequest({ first: null, after: null })).toEqual({ first: 20, after: undefined });
  });

  it('begins after the cursor that the client gives', () => {
    expect(pageRequest({ first: 100, after: 'WzFd' })).toEqual({ first: 100, after: 'WzFd' });
  });

  it.each([0, 101, -1, 1.5])('cannot have %s entries', (first) => {
    expect(() => pageRequest({ first })).toThrow('first: must be from 1 to 100.');
  });

  it.each(['', 'no cursor', 'x'.repeat(1_025)])('cannot begin after %j', (after) => {
    expect(() => pageRequest({ after })).toThrow('after: is not a cursor that this API gave out.');
  });
});

describe('a connection', () => {
  it('has a next page when there are more rows', async () => {
    expect(await connectionOf({ first: 2 }, read)).toEqual({
      edges: [
        { cursor: 'at-a', node: 'a' },
        { cursor: 'at-b', node: 'b' },
      ],
      nodes: ['a', 'b'],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: 'at-a', endCursor: 'at-b' },
    });
  });

  it('ends where the rows end', async () => {
    expect((await connectionOf({ first: 2, after: 'at-b' }, read)).pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: true,
      startCursor: 'at-c',
      endCursor: 'at-c',
    });
  });

  it('may be empty', async () => {
    expect((await connectionOf({}, () => Promise.resolve(emptyPage))).pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });
});
