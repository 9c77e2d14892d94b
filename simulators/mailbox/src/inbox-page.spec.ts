import { inboxPage } from './inbox-page';

const message = {
  channel: 'EMAIL',
  key: 'a',
  from: 'shop@example.com',
  to: 'ada@example.com',
  subject: 'Your <order>',
  text: '<script>alert(1)</script>',
  receivedAt: '2026-01-01T00:00:00.000Z',
  deliveries: 1,
} as const;

describe('the inbox page', () => {
  it('escapes the text of a message', () => {
    const page = inboxPage([message]);
    expect(page).toContain('Your &lt;order&gt;');
    expect(page).not.toContain('<script>');
  });

  it('marks a message that was delivered more than once', () => {
    expect(inboxPage([{ ...message, deliveries: 2 }])).toContain('delivered 2 times');
    expect(inboxPage([message])).not.toContain('delivered 1');
  });
});
