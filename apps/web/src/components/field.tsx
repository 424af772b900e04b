import { CircleAlert } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

const control =
  "h-10 w-full rounded-lg border border-line-strong bg-surface px-3 text-[15px] shadow-card placeholder:text-faint hover:border-faint focus-visible:outline-2 focus-visible:-outline-offset-1 aria-invalid:border-red sm:text-sm";

type Shared = { label: ReactNode; name: string; hint?: ReactNode; error?: string | undefined };

/** A labelled input; the hint and the error are told to screen readers with it. */
export function Field({ label, hint, error, className, ...props }: Shared & ComponentProps<"input">) {
  return (
    <Labelled {...{ label, hint, error, name: props.name }}>
      <input {...described(props.name, hint, error)} className={cn(control, className)} {...props} />
    </Labelled>
  );
}

/** A native select: works without JavaScript and is the best one a phone has. */
export function SelectField({
  label,
  hint,
  error,
  className,
  children,
  ...props
}: Shared & ComponentProps<"select">) {
  return (
    <Labelled {...{ label, hint, error, name: props.name }}>
      <select {...described(props.name, hint, error)} className={cn(control, "pr-8", className)} {...props}>
        {children}
      </select>
    </Labelled>
  );
}

function Labelled({ label, name, hint, error, children }: Shared & { children: ReactNode }) {
  return (
    <div className="space-y-1.5">
      <label htmlFor={name} className="block text-sm font-medium">
        {label}
      </label>
      {children}
      {hint && !error && (
        <p id={`${name}-hint`} className="text-[13px] text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${name}-error`} className="flex items-start gap-1.5 text-[13px] text-red">
          <CircleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden="true" />
          {error}
        </p>
      )}
    </div>
  );
}

function described(name: string, hint: ReactNode, error: string | undefined) {
  const by = error ? `${name}-error` : hint ? `${name}-hint` : undefined;
  return { id: name, "aria-invalid": error ? true : undefined, "aria-describedby": by };
}
