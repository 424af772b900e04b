/** One document, twice: as Magento has it, and as Xero has it. */
export function CounterfoilPicture() {
  return (
    <div className="rounded-2xl border bg-surface shadow-card">
      <Half name="Magento" number="000001042" />
      <div className="relative border-t border-dashed border-line-strong">
        <span className="absolute -top-2 -left-2 size-4 rounded-full border bg-raised" />
        <span className="absolute -top-2 -right-2 size-4 rounded-full border bg-raised" />
      </div>
      <Half name="Xero" number="INV 000001042" />
      <div className="flex items-center justify-between rounded-b-2xl border-t bg-brand-soft px-6 py-3.5 text-sm">
        <span className="font-medium text-brand">The same, to the cent</span>
        <span className="tabular font-medium text-brand">£0.00</span>
      </div>
    </div>
  );
}

function Half({ name, number }: { name: string; number: string }) {
  return (
    <div className="flex items-center justify-between px-6 py-5">
      <div className="space-y-0.5">
        <p className="text-xs text-muted">{name}</p>
        <p className="font-mono text-sm">{number}</p>
      </div>
      <p className="tabular text-lg font-semibold tracking-tight">£1,249.60</p>
    </div>
  );
}
