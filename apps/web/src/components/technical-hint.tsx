/** What whoever maintains the shop has to look at: there, but folded. */
export function TechnicalHint({ children }: { children: string }) {
  return (
    <details className="mt-2">
      <summary className="w-fit rounded-sm text-[13px] font-medium underline-offset-4 hover:underline">
        For whoever looks after the shop
      </summary>
      <p className="mt-1.5 text-[13px] leading-relaxed wrap-anywhere">{children}</p>
    </details>
  );
}
