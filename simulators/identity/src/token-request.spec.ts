import { BadTokenRequest, parseTokenRequest } from './token-request';

const parse = (query: string) => parseTokenRequest(new URLSearchParams(query), 'oms');

describe('a request for a token', () => {
  it('names a persona, which defines subject and scopes', () => {
    expect(parse('persona=customer')).toEqual({ subject: 'ada', scope: '', audience: 'oms', lifetimeS: 28_800 });
    expect(parse('persona=operator')).toMatchObject({
      subject: 'olga',
      scope:
        'orders:operate orders:ingest inventory:manage payments:manage notifications:manage shipping:manage analytics:read',
    });
  });

  it('may name any subject, for tests with many users', () => {
    expect(parse('subject=customer-17&lifetimeS=-60&audience=elsewhere')).toEqual({
      subject: 'customer-17',
      scope: '',
      audience: 'elsewhere',
      lifetimeS: -60,
    });
  });

  it.each(['', 'persona=nobody', 'persona=nobody&subject=ada', 'persona=customer&lifetimeS=soon'])(
    'is refused when it is invalid: "%s"',
    (query) => {
      expect(() => parse(query)).toThrow(BadTokenRequest);
    },
  );
});
