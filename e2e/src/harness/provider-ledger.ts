interface Charge {
  readonly amount: number;
  readonly refunded: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The payment provider's own ledger, independent of the system: what was really charged and refunded. */
export interface ProviderLedger {
  /** Every charge for the order, refunded or not, in minor units. */
  capturedFor(orderId: string): Promise<readonly { readonly amountMinor: number; readonly currency: string }[]>;
  /** Charged less refunded, in minor units. */
  balanceOf(orderId: string): Promise<number>;
  charges(): Promise<readonly Charge[]>;
}

export const providerLedger = ({ url, apiKey }: { readonly url: string; readonly apiKey: string }): ProviderLedger => {
  const ledger = async (query: string): Promise<readonly Charge[]> => {
    const response = await fetch(`${url}/ledger${query}`, { headers: { authorization: `Bearer ${apiKey}` } });
    return ((await response.json()) as { charges: readonly Charge[] }).charges;
  };
  const of = (orderId: string): Promise<readonly Charge[]> => ledger(`?order_id=${orderId}`);
  return {
    charges: () => ledger(''),
    capturedFor: async (orderId) =>
      (await of(orderId)).map(({ amount, currency }) => ({ amountMinor: amount, currency })),
    balanceOf: async (orderId) => (await of(orderId)).reduce((sum, { amount, refunded }) => sum + amount - refunded, 0),
  };
};
