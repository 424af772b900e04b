"use client";

import { LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "./button.tsx";

/** Says what it is doing while its form is on the way, and cannot be pressed twice. */
export function SubmitButton({
  children,
  busy,
  look,
  size,
  disabled = false,
  className,
}: {
  children: ReactNode;
  busy: string;
  look?: "primary" | "secondary" | "quiet";
  size?: "small" | "medium" | "large";
  disabled?: boolean;
  className?: string;
}) {
  const { pending } = useFormStatus();
  return (
    <Button type="submit" disabled={disabled || pending} {...{ look, size, className }}>
      {pending && <LoaderCircle className="animate-spin" aria-hidden="true" />}
      {pending ? busy : children}
    </Button>
  );
}
