import { errorText, reasonOf } from './error-text';

describe('the text of an error', () => {
  it('is its message, or what was thrown instead of an error', () => {
    expect([reasonOf(new Error('Broken.')), reasonOf('broken'), errorText(7)]).toEqual(['Broken.', 'broken', '7']);
  });

  it('can be stored: not empty, without NUL, and not longer than 2,000 characters', () => {
    expect(errorText(new Error(''))).toBe('An error without a message.');
    expect(errorText(new Error('a\0b\0'))).toBe('a\u{FFFD}b\u{FFFD}');
    expect(errorText(new Error('x'.repeat(2_001)))).toBe('x'.repeat(2_000));
  });
});
