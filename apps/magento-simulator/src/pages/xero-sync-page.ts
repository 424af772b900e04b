import type { FastifyInstance } from "fastify";
import type { SimulatorContext } from "../context.ts";

/** The module's page "Xero Sync": the ledger's own page in a frame, without a token and without a referrer. */
export function registerXeroSyncPage(app: FastifyInstance, context: SimulatorContext): void {
  app.get("/admin/xero-sync", async (_request, reply) => {
    const { credentials, ledgerBaseUrl } = context.state;
    if (!credentials || !ledgerBaseUrl)
      return reply.type("text/html; charset=utf-8").send(page("<p>Not paired.</p>"));
    const address = `${ledgerBaseUrl}/embed/${encodeURIComponent(credentials.tenantId)}`;
    return reply
      .header(
        "content-security-policy",
        `default-src 'none'; style-src 'unsafe-inline'; frame-src ${ledgerBaseUrl}`,
      )
      .type("text/html; charset=utf-8")
      .send(
        page(`<iframe src="${escapeHtml(address)}" title="Xero Sync" referrerpolicy="no-referrer"></iframe>`),
      );
  });
}

function page(body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Xero Sync · Magento simulator</title>
<style>html,body{height:100%;margin:0;font-family:system-ui,sans-serif}body{display:flex;flex-direction:column}header{padding:.75rem 1.25rem;background:#373330;color:#fff}iframe{border:0;flex:1;width:100%}p{padding:1.25rem}</style>
</head>
<body><header>Byte8 › Xero Sync</header>${body}</body>
</html>`;
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
