const LENGTH_MIN = 12;
const LENGTH_MAX = 19;

/** Digits as they are written on a card: together, or in groups. */
const digitRuns = new RegExp(`\\d(?:[ -]?\\d){${(LENGTH_MIN - 1).toString()},${(LENGTH_MAX - 1).toString()}}`, 'g');

/** ISO/IEC 7812-1, annex B. */
const passesLuhn = (digits: string): boolean => {
  const sum = Array.from(digits)
    .reverse()
    .map((digit, index) => (index % 2 === 1 ? Number(digit) * 2 : Number(digit)))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return sum % 10 === 0;
};

/** Whether the text contains a card number, which must not be stored. */
export const holdsCardNumber = (text: string): boolean =>
  (text.match(digitRuns) ?? []).some((run) => passesLuhn(run.replaceAll(/[ -]/g, '')));
