import { z } from 'zod';
import { holdsCardNumber } from './card-number';

/** For one line of text within an input's schema: trimmed, and not empty. */
export const textInput = (charsMax: number) =>
  z.string().trim().min(1, 'Must not be empty.').max(charsMax, `Must have at most ${charsMax.toString()} characters.`);

const withoutCardNumber = (text: string): boolean => !holdsCardNumber(text);

/** The same for what people type about themselves, where a card number would be stored by mistake. */
export const personalTextInput = (charsMax: number) =>
  textInput(charsMax).refine(withoutCardNumber, 'Must not contain a card number.');

const TOKEN_CHARS_MAX = 255;

/** For the token that a payment provider gave for a payment method, instead of its number. */
export const paymentTokenInput = z
  .string()
  .min(1, 'Must not be empty.')
  .max(TOKEN_CHARS_MAX, `Must have at most ${TOKEN_CHARS_MAX.toString()} characters.`)
  .refine(withoutCardNumber, "Must be the payment provider's token, never a card number.");
