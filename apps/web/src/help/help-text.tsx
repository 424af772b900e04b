import type { Token, Tokens } from "marked";
import Link from "next/link";
import { Fragment, type ReactNode } from "react";
import { cn } from "../components/cn.ts";

/** Our Markdown as the dashboard looks. React escapes every text, and HTML in the source is not shown at all. */
export function HelpText({ tokens }: { tokens: readonly Token[] }) {
  return tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the text is fixed.
    <Fragment key={index}>{block(token)}</Fragment>
  ));
}

function block(token: Token): ReactNode {
  switch (token.type) {
    case "heading":
      return <h3 className="pt-2 font-semibold tracking-tight">{inline(token.tokens)}</h3>;
    case "paragraph":
      return <p className="leading-relaxed text-pretty">{inline(token.tokens)}</p>;
    case "list":
      return list(token as Tokens.List);
    case "table":
      return table(token as Tokens.Table);
    case "text":
      return inline("tokens" in token && token.tokens ? token.tokens : [token]);
    default:
      return null;
  }
}

function list({ ordered, items }: Tokens.List): ReactNode {
  const Tag = ordered ? "ol" : "ul";
  return (
    <Tag
      className={cn(
        "space-y-1.5 pl-5 leading-relaxed marker:text-faint",
        ordered ? "list-decimal" : "list-disc",
      )}
    >
      {items.map((item) => (
        <li key={item.raw} className="pl-1">
          <HelpText tokens={item.tokens} />
        </li>
      ))}
    </Tag>
  );
}

/** A first cell of fewer letters stays on one line. */
const SHORT = 16;

/** On a phone a row is a card of its own, so that nothing is cut off; each cell says what its column is. */
function table({ header, rows }: Tokens.Table): ReactNode {
  const isEmptyHead = header.every((cell) => cell.text === "");
  return (
    <div className="overflow-x-auto rounded-lg border bg-surface print:overflow-visible">
      <table className="w-full border-collapse text-sm">
        {!isEmptyHead && (
          <thead className="max-sm:sr-only">
            <tr>
              {header.map((cell) => (
                <th
                  key={cell.text}
                  scope="col"
                  className={cn(
                    "border-b bg-raised px-3.5 py-2 text-left text-[13px] font-medium text-muted",
                    cell.align === "right" && "text-right",
                  )}
                >
                  {inline(cell.tokens)}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.map((cell) => cell.text).join("|")}
              className="border-b last:border-0 max-sm:block max-sm:py-2"
            >
              {row.map((cell, column) => (
                <td
                  key={header[column]?.text}
                  className={cn(
                    "px-3.5 py-2.5 align-top leading-relaxed max-sm:block max-sm:py-1",
                    column === 0 && "font-medium",
                    column === 0 && cell.text.length < SHORT && "sm:whitespace-nowrap",
                    cell.align === "right" && "tabular sm:text-right sm:whitespace-nowrap",
                    cell.text === "" && "max-sm:hidden",
                  )}
                >
                  {cell.align === "right" && cell.text !== "" && (
                    <span className="mr-2 text-muted sm:hidden">{header[column]?.text}</span>
                  )}
                  {inline(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inline(tokens: readonly Token[] | undefined): ReactNode {
  return (tokens ?? []).map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the text is fixed.
    <Fragment key={index}>{phrase(token)}</Fragment>
  ));
}

function phrase(token: Token): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong className="font-semibold">{inline(token.tokens)}</strong>;
    case "em":
      return <em>{inline(token.tokens)}</em>;
    case "codespan":
      return <code className="rounded bg-raised px-1 py-0.5 font-mono text-[0.9em]">{token.text}</code>;
    case "link":
      return (
        <Link
          href={token.href}
          className="text-brand underline decoration-brand/35 underline-offset-3 hover:decoration-brand"
        >
          {inline(token.tokens)}
        </Link>
      );
    case "text":
    case "escape":
      return token.text;
    case "br":
      return <br />;
    default:
      return null;
  }
}
