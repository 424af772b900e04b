import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** Also worn by links that act like buttons, so that they look alike. */
export const buttonStyle = cva(
  "inline-flex items-center justify-center gap-2 whitespace-nowrap rounded-lg font-medium transition-colors disabled:pointer-events-none disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        primary: "bg-brand text-brand-ink shadow-card hover:bg-brand-hover",
        secondary: "border border-line-strong bg-surface text-ink shadow-card hover:bg-raised",
        quiet: "text-muted hover:bg-raised hover:text-ink",
      },
      size: { small: "h-8 px-3 text-[13px]", medium: "h-9.5 px-4 text-sm", large: "h-11 px-5 text-[15px]" },
    },
    defaultVariants: { look: "primary", size: "medium" },
  },
);

export function Button({
  look,
  size,
  className,
  ...props
}: ComponentProps<"button"> & VariantProps<typeof buttonStyle>) {
  return <button type="button" className={cn(buttonStyle({ look, size }), className)} {...props} />;
}
