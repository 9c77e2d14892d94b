import { redactJsonText } from './redact';

describe('a text that is kept', () => {
  it('is JSON without what lies under a sensitive name', () => {
    const event = {
      type: 'orders.payment-requested.v1',
      data: { attempt: 1, method: { type: 'CARD', token: 'hunter2' } },
    };
    expect(JSON.parse(redactJsonText(JSON.stringify(event)))).toEqual({
      type: 'orders.payment-requested.v1',
      data: { attempt: 1, method: { type: 'CARD', token: '[redacted]' } },
    });
  });

  it.each(['{"token": "x', '"Bearer hunter2"', '["Bearer hunter2"]', 'Bearer hunter2'])(
    'is searched for secrets when it is no JSON object: %s',
    (text) => {
      expect(redactJsonText(text)).toBe(text.replace('hunter2', '[redacted]'));
    },
  );
});
