/** A merchant without a browser: the same pages' HTTP, with cookies. */
export type Merchant = {
  /** A new account, or the one of an earlier run. Answers whether it is new. */
  enter(account: {
    name: string;
    company: string;
    email: string;
    password: string;
  }): Promise<"new" | "known">;
  post<T>(path: string, body: object): Promise<T>;
  get<T>(path: string): Promise<T>;
  /** Walks to Xero's consent page, allows one organisation, and comes back. Answers the page it ended on. */
  connectXero(organisationId: string): Promise<string>;
  /** The session, for a browser to go on with. */
  cookies(): { name: string; value: string }[];
};

export function createMerchant(webUrl: string): Merchant {
  const cookies = new Map<string, string>();

  async function request(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (url.startsWith(webUrl))
      headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined || value === undefined) continue;
      // How a cookie is taken back.
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }

  async function json<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await request(`${webUrl}${path}`, init);
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${init?.method ?? "GET"} ${path}: HTTP ${response.status}: ${sentenceOf(text)}`);
    return JSON.parse(text) as T;
  }

  return {
    enter: async (account) => {
      const body = JSON.stringify(account);
      const headers = { "content-type": "application/json", origin: webUrl };
      const made = await request(`${webUrl}/api/sign-up`, { method: "POST", headers, body });
      if (made.ok) return "new";
      if (made.status !== 409)
        throw new Error(`Signing up: HTTP ${made.status}: ${sentenceOf(await made.text())}`);
      const { csrfToken } = await json<{ csrfToken: string }>("/api/auth/csrf");
      const form = new URLSearchParams({
        csrfToken,
        email: account.email,
        password: account.password,
        json: "true",
      });
      const entered = await request(`${webUrl}/api/auth/callback/credentials`, {
        method: "POST",
        body: form,
      });
      if (!entered.ok) throw new Error(`Signing in as ${account.email}: HTTP ${entered.status}`);
      return "known";
    },
    cookies: () => [...cookies].map(([name, value]) => ({ name, value })),
    get: (path) => json(path),
    post: (path, body) =>
      json(path, {
        method: "POST",
        headers: { "content-type": "application/json", origin: webUrl },
        body: JSON.stringify(body),
      }),
    connectXero: async (organisationId) => {
      const start = await request(`${webUrl}/api/xero/start`);
      const consentUrl = new URL(start.headers.get("location") ?? "", webUrl);
      if (consentUrl.origin === webUrl)
        throw new Error(`Xero's consent page was not reached: ${consentUrl.search}`);
      const page = await (await request(consentUrl.href)).text();
      const form = new URLSearchParams([
        ...hiddenFields(page),
        ["organisation", organisationId],
        ["decision", "allow"],
      ]);
      const allowed = await request(`${consentUrl.origin}${consentUrl.pathname}`, {
        method: "POST",
        body: form,
      });
      const back = allowed.headers.get("location");
      if (!back) throw new Error(`Xero did not send the browser back (HTTP ${allowed.status}).`);
      const done = await request(back);
      return new URL(done.headers.get("location") ?? "", webUrl).pathname;
    },
  };
}

function hiddenFields(page: string): [string, string][] {
  return [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(
    ([, name = "", value = ""]) => [name, value.replaceAll("&amp;", "&").replaceAll("&quot;", '"')],
  );
}

function sentenceOf(text: string): string {
  try {
    return (JSON.parse(text) as { detail?: string }).detail ?? text;
  } catch {
    return text.slice(0, 300);
  }
}
