/** How a message reaches somebody. */
export type Channel = 'EMAIL' | 'SMS';

/** What the customer gave with the order; they are told by each channel that it names. */
export interface Contact {
  readonly email: string | null;
  readonly phone: string | null;
}

export interface Recipient {
  readonly channel: Channel;
  /** An e-mail address, or a phone number in E.164. */
  readonly address: string;
}

export const recipientsOf = ({ email, phone }: Contact): readonly Recipient[] => [
  ...(email === null ? [] : [{ channel: 'EMAIL', address: email } as const]),
  ...(phone === null ? [] : [{ channel: 'SMS', address: phone } as const]),
];
