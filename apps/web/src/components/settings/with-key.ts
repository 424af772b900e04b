/** The record with one value set; null takes it out. */
export function withKey<V>(
  record: Readonly<Record<string, V>>,
  key: string,
  value: NoInfer<V> | null,
): Record<string, V> {
  const { [key]: _old, ...rest } = record;
  return value === null ? rest : { ...rest, [key]: value };
}
