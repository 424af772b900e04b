/** SQL: something of this posting (`alias` of its row) was sent, or may have been. What it is of stays where it is. */
export const isSent = (alias: string) =>
  `(${alias}.xero_id IS NOT NULL OR ${alias}.state IN ('sending', 'posted', 'unconfirmed', 'reversing'))`;
