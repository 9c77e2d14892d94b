interface Message {
  readonly channel: 'EMAIL' | 'SMS';
  readonly subject: string;
  readonly text: string;
  /** More than one: the same message came again, under its own key. */
  readonly deliveries: number;
}

/** What customers received. */
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
