/** Notifies of stock that changed, not of how it changed: the listener reads the level again. */
export interface StockFeed {
  /** Neither function of the listener may throw. Returns how to unsubscribe. */
  subscribe(listener: StockListener): () => void;
}

export interface StockListener {
  /** With the SKUs whose stock changed. */
  readonly onChange: (skus: readonly string[]) => void;
  /** Changes may have been missed. */
  readonly onGap: () => void;
}
