const cards = [
  ["sync", "Sync behaviour"],
  ["store-views", "Store views"],
  ["accounts", "Accounts"],
  ["tax_map", "Tax mapping"],
  ["payments", "Payments"],
  ["customers", "Customers"],
  ["numbers", "Numbers, status, dates"],
  ["refunds", "Refunds"],
  ["preview", "Preview"],
] as const;

/** The cards of a long page, where there is room beside them. */
export function SettingsIndex() {
  return (
    <nav aria-label="Settings on this page" className="sticky top-9 hidden xl:block">
      <ul className="space-y-0.5 border-l text-[13px]">
        {cards.map(([id, title]) => (
          <li key={id}>
            <a
              href={`#${id}`}
              className="-ml-px block border-l border-transparent py-1 pl-4 text-muted hover:border-ink hover:text-ink"
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
