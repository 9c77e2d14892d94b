import { kinds } from './kind';
import { formatMoney } from './money';
import { recipientsOf } from './recipient';
import { wordingFor, type Occasion } from './wording';

const confirmed: Occasion = {
  kind: 'ORDER_CONFIRMED',
  orderNumber: '7K2M-9QXD',
  total: { amountMinor: 2_500n, currency: 'USD' },
  reason: null,
  refunded: null,
};

describe('the wording of a message', () => {
  it.each(kinds)('%s names the order, in a mail and in a text message', (kind) => {
    const mail = wordingFor('EMAIL', { ...confirmed, kind });
    expect(mail.subject).toContain('7K2M-9QXD');
    expect(mail.body).toContain('7K2M-9QXD');
    const text = wordingFor('SMS', { ...confirmed, kind });
    expect(text).toEqual({ subject: null, body: expect.stringContaining('7K2M-9QXD') as string });
  });

  it('says what was paid, and what was given back', () => {
    expect(wordingFor('SMS', confirmed).body).toContain('25.00 USD');
    const refund: Occasion = { ...confirmed, kind: 'REFUND_ISSUED', refunded: { amountMinor: 300n, currency: 'JPY' } };
    expect(wordingFor('SMS', refund).body).toContain('300 JPY');
  });

  it('tells a customer whose order failed why, and that nothing is charged', () => {
    const failed: Occasion = { ...confirmed, kind: 'ORDER_FAILED', reason: 'TEA: 2 asked for, 1 available.' };
    expect(wordingFor('SMS', failed).body).toMatch(/not charged.*Reason: TEA: 2 asked for, 1 available\./);
  });

  it('lets no reason add a line or a header', () => {
    const hostile: Occasion = { ...confirmed, kind: 'ORDER_CANCELLED', reason: 'No more.\r\nBcc: eve@example.com' };
    expect(wordingFor('SMS', hostile).body).toContain('No more. Bcc: eve@example.com');
    const named = wordingFor('EMAIL', { ...confirmed, orderNumber: '7K2M\r\nBcc: eve@example.com' });
    expect(named.subject).not.toMatch(/[\r\n]/);
  });
});

describe('money in a message', () => {
  it.each([
    [2_500n, 'USD', '25.00 USD'],
    [5n, 'USD', '0.05 USD'],
    [500n, 'JPY', '500 JPY'],
    [1_234n, 'KWD', '1.234 KWD'],
    [-1n, 'EUR', '-0.01 EUR'],
  ])('%s minor units of %s read %s', (amountMinor, currency, text) => {
    expect(formatMoney({ amountMinor, currency })).toBe(text);
  });
});

describe('the recipients of a message', () => {
  it('are whom the customer named: by mail, by text, by both, or nobody', () => {
    expect(recipientsOf({ email: 'ada@example.com', phone: '+4930123456' })).toEqual([
      { channel: 'EMAIL', address: 'ada@example.com' },
      { channel: 'SMS', address: '+4930123456' },
    ]);
    expect(recipientsOf({ email: null, phone: null })).toEqual([]);
  });
});
