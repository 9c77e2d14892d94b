import { graphqlRequest } from './graphql-request';

export interface SeedProduct {
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: { readonly amount: string; readonly currencyCode: string };
  readonly onHand: number;
  readonly reorderPoint: number;
  readonly reorderQuantity: number;
}

const euros = (amount: string) => ({ amount, currencyCode: 'EUR' });

/** What a fresh system sells. The kettle is scarce, so that running out of stock is easy to see. */
const seedProducts: readonly SeedProduct[] = [
  {
    sku: 'TEA-SENCHA',
    name: 'Sencha, 100 g',
    unitPrice: euros('12.50'),
    onHand: 500,
    reorderPoint: 50,
    reorderQuantity: 500,
  },
  {
    sku: 'TEA-ASSAM',
    name: 'Assam, 100 g',
    unitPrice: euros('9.90'),
    onHand: 500,
    reorderPoint: 50,
    reorderQuantity: 500,
  },
  {
    sku: 'CUP-STONEWARE',
    name: 'Stoneware cup',
    unitPrice: euros('14.00'),
    onHand: 200,
    reorderPoint: 20,
    reorderQuantity: 200,
  },
  {
    sku: 'POT-PORCELAIN',
    name: 'Porcelain teapot',
    unitPrice: euros('48.00'),
    onHand: 50,
    reorderPoint: 10,
    reorderQuantity: 50,
  },
  {
    sku: 'KETTLE-IRON',
    name: 'Cast-iron kettle',
    unitPrice: euros('129.00'),
    onHand: 3,
    reorderPoint: 1,
    reorderQuantity: 5,
  },
];

const document = `mutation SeedProduct($input: AddProductInput!) {
  addProduct(input: $input) { userErrors { code message } }
}`;

interface Answer {
  readonly addProduct: { readonly userErrors: readonly { readonly code: string; readonly message: string }[] };
}

export interface SeedTarget {
  readonly graphqlUrl: string;
  /** An operator's. */
  readonly token: string;
}

/**
 * Adds the products through the API, as an operator would. Safe to repeat: a key that is still remembered answers as it
 * did, and a product that is there is left as it is.
 */
export const seed = async ({ graphqlUrl, token }: SeedTarget): Promise<void> => {
  for (const product of seedProducts) {
    const variables = { input: { ...product, idempotencyKey: `seed-${product.sku}` } };
    const { addProduct } = await graphqlRequest<Answer>({ url: graphqlUrl, token, document, variables });
    const refusal = addProduct.userErrors.find(({ code }) => code !== 'DUPLICATE_PRODUCT');
    if (refusal) throw new Error(`${product.sku} cannot be added: ${refusal.message} (${refusal.code})`);
  }
};
