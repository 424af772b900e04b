"use client";

import type { Told } from "../actions/told.ts";
import { useToast } from "./toasts.tsx";

/**
 * An act whose answer is told as a toast, also when what it was pressed in is gone by then. `onDone` is called when it succeeded.
 */
export function useTold(
  act: (form: FormData) => Promise<Told>,
  onDone?: () => void,
): (form: FormData) => Promise<void> {
  const tell = useToast();
  return async (form) => {
    const told = await act(form);
    tell(told.text, told.look);
    if (told.look === "success") onDone?.();
  };
}
