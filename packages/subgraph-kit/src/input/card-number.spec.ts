import { holdsCardNumber } from './card-number';

describe('a card number', () => {
  it.each(['4242424242424242', '4242 4242 4242 4242', '3782-822463-10005', 'my card is 5555555555554444, thanks'])(
    'is known in "%s"',
    (text) => {
      expect(holdsCardNumber(text)).toBe(true);
    },
  );

  it.each(['pm_card_visa', 'pm_1MqLiJLkdIwHu7ixUEgbFdYl', '4242424242424241', '12 St James Square', '123456789'])(
    'is not seen in "%s"',
    (text) => {
      expect(holdsCardNumber(text)).toBe(false);
    },
  );
});
