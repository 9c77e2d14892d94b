import { mapPage, pageOf } from './page';

const cursorOf = (name: string): string => `after ${name}`;

describe('a page', () => {
  it('has the first so many rows, and a next page when one more was read', () => {
    expect(pageOf(['a', 'b', 'c'], { first: 2 }, cursorOf)).toEqual({
      items: [
        { cursor: 'after a', node: 'a' },
        { cursor: 'after b', node: 'b' },
      ],
      hasNextPage: true,
    });
  });

  it('is the last one when no row was read beyond it', () => {
    expect(pageOf(['a', 'b'], { first: 2 }, cursorOf).hasNextPage).toBe(false);
  });

  it('keeps its cursors when its nodes are converted', () => {
    const page = pageOf(['a', 'b', 'c'], { first: 1 }, cursorOf);
    expect(mapPage(page, (name) => name.toUpperCase())).toEqual({
      items: [{ cursor: 'after a', node: 'A' }],
      hasNextPage: true,
    });
  });
});
