interface Message {
  readonly channel: 'EMAIL' | 'SMS';
  readonly subject: string;
  readonly text: string;
  /** How often the message arrived with the same key. */
  readonly deliveries: number;
}

/** The messages that customers have received, as the mailbox simulator recorded them. */
export interface Mailbox {
  messagesTo(address: string): Promise<readonly Message[]>;
  subjectsTo(email: string): Promise<readonly string[]>;
  textsTo(phone: string): Promise<readonly string[]>;
  all(): Promise<readonly Message[]>;
}

export const mailbox = (url: string): Mailbox => {
  const list = async (query: string): Promise<readonly Message[]> => {
    const response = await fetch(`${url}/messages?${query}`);
    return ((await response.json()) as { messages: readonly Message[] }).messages;
  };
  const messagesTo = (address: string): Promise<readonly Message[]> => list(`to=${encodeURIComponent(address)}`);
  return {
    all: () => list(''),
    messagesTo,
    subjectsTo: async (email) => (await messagesTo(email)).map(({ subject }) => subject),
    textsTo: async (phone) => (await messagesTo(phone)).map(({ text }) => text),
  };
};
