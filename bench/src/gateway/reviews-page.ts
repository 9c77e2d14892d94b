/** A module of its own, because the module of the subgraphs' process starts a server when it is imported. */
export const PRODUCTS_PER_PAGE = 5;
