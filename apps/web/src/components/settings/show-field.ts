/** Brings a field that is not right into view, and the cursor into it. */
export function showField(path: string | undefined): void {
  if (!path) return;
  const field =
    document.getElementById(path) ??
    document.getElementById(`${path}.rate`) ??
    document.getElementById(`setting-${path.split(".")[0]}`);
  field?.scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
}
