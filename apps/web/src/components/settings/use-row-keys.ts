import { useRef, useState } from "react";

/** Keys that stay with their rows while others are added and removed: rows have no id of their own. */
export function useRowKeys(count: number): { keys: readonly number[]; removeKey: (index: number) => void } {
  const next = useRef(count);
  const [keys, setKeys] = useState<readonly number[]>(() =>
    Array.from({ length: count }, (_, index) => index),
  );
  if (keys.length < count) {
    const added = Array.from({ length: count - keys.length }, (_, index) => next.current + index);
    next.current += added.length;
    setKeys([...keys, ...added]);
  } else if (keys.length > count) setKeys(keys.slice(0, count));
  return { keys, removeKey: (index) => setKeys(keys.filter((_, at) => at !== index)) };
}
