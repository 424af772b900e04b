import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const KNOWN = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A Chromium to test with: the system's, else Playwright's own, else Debian's package when we may install it. Throws a sentence. */
export function chromiumPath(): string {
  const found = process.env.CHROMIUM_PATH ?? installed();
  if (found) return found;
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0) {
    process.stderr.write("Installing Chromium (apt-get install chromium) …\n");
    spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore" });
    const options = { stdio: "ignore" as const, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    spawnSync(
      "apt-get",
      ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"],
      options,
    );
  } else {
    spawnSync("npx", ["playwright", "install", "chromium"], { stdio: "inherit" });
  }
  const made = installed();
  if (made) return made;
  throw new Error(
    "The browser test needs Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.",
  );
}

function installed(): string | undefined {
  return [...KNOWN, chromium.executablePath()].find((file) => existsSync(file));
}
