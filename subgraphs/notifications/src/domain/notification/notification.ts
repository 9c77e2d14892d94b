/** What a customer is notified of. */
export const notificationKinds = ['ORDER_CONFIRMED', 'ORDER_FAILED', 'ORDER_CANCELLED', 'REFUND_ISSUED'] as const;

export type NotificationKind = (typeof notificationKinds)[number];

/** How a message reaches its recipient. */
export type NotificationChannel = 'EMAIL' | 'SMS';

/** QUEUED until a channel has accepted the message, or until it never will. */
export type NotificationStatus = 'QUEUED' | 'SENT' | 'FAILED';

export interface Recipient {
  readonly channel: NotificationChannel;
  /** An e-mail address, or a phone number in E.164. */
  readonly address: string;
}

/** What the customer gave with the order. They are notified by each channel for which it has an address. */
export interface Contact {
  readonly email: string | null;
  readonly phone: string | null;
}

export const recipientsOf = ({ email, phone }: Contact): readonly Recipient[] => [
  ...(email === null ? [] : [{ channel: 'EMAIL', address: email } as const]),
  ...(phone === null ? [] : [{ channel: 'SMS', address: phone } as const]),
];
