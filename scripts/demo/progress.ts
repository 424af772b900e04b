/** One line that keeps changing on a terminal; a line a change elsewhere. */
export function createProgress(out: NodeJS.WriteStream = process.stderr) {
  let last = "";
  return {
    step(line: string): void {
      if (out.isTTY && last !== "") out.write("\n");
      last = "";
      out.write(`• ${line}\n`);
    },
    /** Replaces the line before, when that was one of these too. */
    count(line: string): void {
      if (line === last) return;
      out.write(out.isTTY ? `\r\u001b[2K  ${line}` : `  ${line}\n`);
      last = line;
    },
    end(): void {
      if (out.isTTY && last !== "") out.write("\n");
      last = "";
    },
  };
}
