/** Says that stock changed, not how: whoever hears it reads the level anew. */
export interface StockFeed {
  /**
   * `onChange` hears the SKUs that changed; `onGap` says that changes may have been missed.
   * Returns how to stop listening. Neither may throw.
   */
  listen(listener: StockListener): () => void;
}

export interface StockListener {
  readonly onChange: (skus: readonly string[]) => void;
  readonly onGap: () => void;
}
