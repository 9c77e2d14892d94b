import { connection, pageArguments } from './pages';

const cursorOf = (name: string): string => `at-${name}`;

describe('a page', () => {
  it('has twenty entries unless the client says otherwise', () => {
    expect(pageArguments({ first: null, after: null })).toEqual({ first: 20, after: undefined });
  });

  it('has no more by default than a list allows', () => {
    expect(pageArguments({}, { max: 10 })).toEqual({ first: 10, after: undefined });
  });

  it('begins after the cursor that the client gives', () => {
    expect(pageArguments({ first: 100, after: 'WzFd' })).toEqual({ first: 100, after: 'WzFd' });
  });
});

describe('a connection', () => {
  it('knows from one row too many that there is more', () => {
    expect(connection(['a', 'b', 'c'], { first: 2, after: undefined }, cursorOf)).toEqual({
      edges: [
        { cursor: 'at-a', node: 'a' },
        { cursor: 'at-b', node: 'b' },
      ],
      nodes: ['a', 'b'],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: 'at-a', endCursor: 'at-b' },
    });
  });

  it('ends where the rows end', () => {
    expect(connection(['c'], { first: 2, after: 'at-b' }, cursorOf).pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: true,
      startCursor: 'at-c',
      endCursor: 'at-c',
    });
  });

  it('may be empty', () => {
    expect(connection([], { first: 2, after: undefined }, cursorOf).pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });
});
