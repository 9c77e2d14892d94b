/** A user of the development system. */
export interface Persona {
  readonly subject: string;
  readonly scopes: readonly string[];
}

export const personas: Readonly<Record<string, Persona>> = {
  customer: { subject: 'ada', scopes: [] },
  'other-customer': { subject: 'grace', scopes: [] },
  operator: {
    subject: 'olga',
    scopes: [
      'orders:operate',
      'orders:ingest',
      'inventory:manage',
      'payments:manage',
      'notifications:manage',
      'shipping:manage',
      'analytics:read',
    ],
  },
};
