import { html, type Markup, markupText, trustedMarkup } from "./html.ts";

/** A whole page with its own style sheet: nothing is loaded from anywhere. */
export function layout(title: string, body: Markup, width: "wide" | "narrow" = "wide"): string {
  return markupText(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trustedMarkup(STYLES)}</style>
</head>
<body class="${width}">
${body}
</body>
</html>
`);
}

const STYLES = `
:root{color-scheme:light dark;--bg:#f5f6f8;--card:#fff;--ink:#16202e;--soft:#5d6b7e;--line:#e1e5eb;--accent:#0b7ea8;--accent-ink:#fff;--good:#0f7b4f;--bad:#b42318;--warn:#9a6700;--chip:#eef1f5}
@media (prefers-color-scheme:dark){:root{--bg:#10151c;--card:#182029;--ink:#e8edf3;--soft:#98a6b8;--line:#2a3541;--accent:#3cb4de;--accent-ink:#062330;--good:#5fd3a0;--bad:#ff8f85;--warn:#e5b454;--chip:#232e3a}}
*{box-sizing:border-box}
body{margin:0 auto;padding:32px 20px 64px;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
body.wide{max-width:1240px}body.narrow{max-width:480px}
h1{font-size:24px;margin:0 0 4px;letter-spacing:-.01em}h2{font-size:17px;margin:32px 0 10px}
p{margin:0 0 12px}.soft{color:var(--soft)}a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:20px 24px;margin:0 0 16px}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}
table{width:100%;border-collapse:collapse;font-size:14px}
th{text-align:left;font-weight:600;color:var(--soft);font-size:12.5px}
th,td{padding:9px 14px;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
td.wrap{white-space:normal;min-width:180px;overflow-wrap:anywhere}td.fold{white-space:normal;min-width:90px}
tbody tr:last-child td{border-bottom:0}
.num{text-align:right;font-variant-numeric:tabular-nums}
code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:12.5px}
.chip{display:inline-block;border-radius:99px;padding:1px 9px;font-size:12px;font-weight:600;background:var(--chip);color:var(--soft)}
.chip.AUTHORISED,.chip.PAID,.chip.ACTIVE{color:var(--good)}.chip.VOIDED,.chip.DELETED{color:var(--bad)}.chip.DRAFT,.chip.SUBMITTED{color:var(--warn)}
.bad{color:var(--bad)}.good{color:var(--good)}
button{font:inherit;font-weight:600;border:1px solid var(--line);background:var(--card);color:var(--ink);border-radius:8px;padding:9px 16px;cursor:pointer}
button.main{background:var(--accent);border-color:var(--accent);color:var(--accent-ink)}
button:focus-visible,a:focus-visible,input:focus-visible,select:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
select{font:inherit;padding:8px 10px;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--ink);width:100%}
fieldset{border:0;padding:0;margin:16px 0}legend{font-weight:600;padding:0;margin-bottom:6px}
label.pick{display:flex;gap:10px;align-items:center;padding:10px 12px;border:1px solid var(--line);border-radius:8px;margin-bottom:6px;cursor:pointer}
label.grow{flex:1 1 260px;font-weight:600;font-size:13px;color:var(--soft)}label.grow select{margin-top:4px;color:var(--ink);font-weight:400;height:43px}
form.row{align-items:flex-end}p.last{margin:14px 0 0}dl.card.facts{margin:16px 0;grid-template-columns:repeat(auto-fit,minmax(190px,1fr))}
ul.plain{margin:0;padding:0 0 0 18px}ul.armed{margin:14px 0}
.row{display:flex;gap:10px;flex-wrap:wrap;align-items:center}.spread{justify-content:space-between}
.paper{padding:36px 32px}.paper h1{font-size:28px}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px;margin:20px 0}
.facts dt{color:var(--soft);font-size:12.5px}.facts dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.totals{margin:12px 0 0 auto;width:min(320px,100%);font-variant-numeric:tabular-nums}
.totals div{display:flex;justify-content:space-between;padding:5px 14px}.totals .sum{border-top:2px solid var(--ink);font-weight:700;font-size:17px}
.small{display:none;font-size:12.5px}
@media (max-width:640px){body{padding:20px 12px 48px}.card{padding:16px}.paper{padding:20px 16px}.paper h1{font-size:22px}
.minor{display:none}.small{display:block}th,td{padding:8px 10px}td.wrap{min-width:150px}td.mono.wrap{min-width:200px}.facts{grid-template-columns:1fr 1fr}dl.card.facts{grid-template-columns:1fr}}
`;
