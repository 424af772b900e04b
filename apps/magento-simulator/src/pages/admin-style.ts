export const ADMIN_STYLE = `
:root {
  --page: #f6f5f3; --card: #fff; --line: #e4e1dc; --text: #23201d; --soft: #6d675f; --accent: #c9501f; --on-accent: #fff;
  --hover: #f3f0ec; --good: #00793a; --warn: #9a5700; --bad: #b30000; --idle: #6b6b6b;
  --good-soft: #e3f5ea; --warn-soft: #fdf0dc; --bad-soft: #fde7e7; --idle-soft: #eeedeb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #161412; --card: #1f1c1a; --line: #35302c; --text: #ece8e3; --soft: #a39c93; --accent: #f0824f; --on-accent: #1d0f08;
    --hover: #2a2623; --good: #5fd08d; --warn: #f0b35f; --bad: #ff8a80; --idle: #a8a8a8;
    --good-soft: #14301f; --warn-soft: #35260f; --bad-soft: #3b1a18; --idle-soft: #2b2826;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h2 { margin: 0; font-size: 13px; font-weight: 600; }
code { font: 12.5px/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.bar { position: sticky; top: 0; z-index: 2; display: flex; align-items: center; gap: 10px; padding: 12px 24px; background: var(--card); border-bottom: 1px solid var(--line); }
.bar svg { width: 22px; fill: var(--accent); }
.tag, .count { padding: 1px 8px; border-radius: 99px; background: var(--idle-soft); color: var(--soft); font-size: 12px; }
.grow { flex: 1; }
.status { display: flex; align-items: center; gap: 8px; font-weight: 500; }
.status i { width: 9px; height: 9px; border-radius: 50%; background: var(--idle); }
#notice { margin: 16px 24px 0; padding: 10px 14px; border-radius: 8px; background: var(--bad-soft); color: var(--bad); }
main { display: grid; grid-template-columns: 356px minmax(0, 1fr); gap: 20px; padding: 20px 24px 48px; max-width: 1500px; margin: 0 auto; }
.side, .content { display: flex; flex-direction: column; gap: 16px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px; }
.head { display: flex; align-items: center; gap: 10px; margin-bottom: 8px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 12px; }
dl { margin: 10px 0 0; }
dt { color: var(--soft); font-size: 12px; margin-top: 8px; }
dd { margin: 2px 0 0; }
.hint { margin: 10px 0 0; color: var(--soft); font-size: 12px; }
.field { display: block; margin-top: 14px; color: var(--soft); font-size: 12px; }
.field .row { margin-top: 4px; flex-wrap: nowrap; }
select { flex: 1; min-width: 0; }
button, select { font: inherit; font-size: 13px; padding: 6px 11px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); color: var(--text); cursor: pointer; }
button:hover, select:hover { background: var(--hover); }
button:active { transform: translateY(1px); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.primary { background: var(--accent); border-color: transparent; color: var(--on-accent); font-weight: 600; }
.primary:hover { background: var(--accent); filter: brightness(1.08); }
.danger { color: var(--bad); }
.quiet { border-color: transparent; padding: 3px 8px; color: var(--soft); font-size: 12px; }
.switch { display: flex; align-items: center; gap: 10px; margin-top: 16px; cursor: pointer; }
.switch small { display: block; color: var(--soft); font-size: 12px; }
.switch input { position: absolute; opacity: 0; }
.track { width: 36px; height: 20px; border-radius: 99px; background: var(--line); position: relative; transition: background .15s; }
.track::after { content: ""; position: absolute; top: 2px; left: 2px; width: 16px; height: 16px; border-radius: 50%; background: #fff; box-shadow: 0 1px 2px #0004; transition: transform .15s; }
.switch input:checked + .track { background: var(--accent); }
.switch input:checked + .track::after { transform: translateX(16px); }
.switch input:focus-visible + .track { outline: 2px solid var(--accent); outline-offset: 2px; }
.scroll { overflow: auto; max-height: 62vh; margin: 0 -16px; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
th { position: sticky; top: 0; background: var(--card); text-align: left; font-weight: 500; color: var(--soft); font-size: 12px; white-space: nowrap; }
th, td { padding: 7px 10px; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { padding-left: 16px; }
th:last-child, td:last-child { padding-right: 16px; }
tbody tr:hover { background: var(--hover); }
tbody tr:last-child td { border-bottom: 0; }
.end { text-align: right; }
td.end, td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
td.soft { color: var(--soft); }
td.error { max-width: 380px; color: var(--bad); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chip { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 12px; font-weight: 500; white-space: nowrap; background: var(--idle-soft); color: var(--idle); }
.chip.good { background: var(--good-soft); color: var(--good); }
.chip.warn { background: var(--warn-soft); color: var(--warn); }
.chip.bad { background: var(--bad-soft); color: var(--bad); }
.chip[title] { cursor: help; }
.empty { margin: 8px 0 4px; color: var(--soft); text-align: center; }
@media (max-width: 900px) { main { grid-template-columns: minmax(0, 1fr); padding: 16px; } .bar { padding: 12px 16px; } }
`;
