const MARKUP = Symbol("markup");

/** Text that is HTML already. */
export interface Markup {
  readonly [MARKUP]: string;
}

type Part = Markup | string | number | null | undefined | false | readonly Part[];

/** A template whose holes are escaped unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  let text = strings[0] ?? "";
  for (const [index, part] of parts.entries()) text += write(part) + (strings[index + 1] ?? "");
  return { [MARKUP]: text };
}

export function markupText(markup: Markup): string {
  return markup[MARKUP];
}

/** For text that is part of this program, such as a style sheet; never for input. */
export function trustedMarkup(text: string): Markup {
  return { [MARKUP]: text };
}

function write(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (typeof part === "object") return MARKUP in part ? part[MARKUP] : part.map(write).join("");
  return String(part).replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}
