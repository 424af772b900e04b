/** A field or a picker above a list. */
export const filterControl =
  "h-9 rounded-lg border border-line-strong bg-surface px-3 text-[15px] placeholder:text-faint hover:border-faint sm:text-sm";
