// The style of the graph's page: calm, by light and by dark, down to a narrow window. Colours have names, which the page's
// program asks for.

export const graphStyle = `
:root {
  color-scheme: light dark;
  --page: #f7f7f5; --panel: #ffffff; --line: #e2e1dc; --text: #23262a; --faint: #71767d; --accent: #2563a8; --chosen: #e6eef7;
  --cached: #6fae7c; --tainted: #9a79c4; --failed: #a3322c; --missing: #e2a63b; --unlocked: #d2584b; --unknown: #cfd2d4; --build: #7f9cc0; --fetch: #b7c7a0;
  --needs: #2563a8; --needed: #b4622a;
  --time-0: #d8e4ef; --time-1: #b0cae2; --time-2: #82aad0; --time-3: #5487b9; --time-4: #2f639b; --time-5: #173f70;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #17191c; --panel: #1f2226; --line: #33373d; --text: #e4e5e7; --faint: #969ba3; --accent: #7fb2e8; --chosen: #2a3644;
    --cached: #5f9d6c; --tainted: #a58ad0; --failed: #e0564c; --missing: #cf9a3a; --unlocked: #d8695d; --unknown: #4a4f56; --build: #5d7ba1; --fetch: #6d8258;
    --needs: #7fb2e8; --needed: #e0945c;
    --time-0: #3b4a59; --time-1: #42617f; --time-2: #4a78a5; --time-3: #5790c4; --time-4: #82b4e0; --time-5: #c2ddf5;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; height: 100vh; display: flex; flex-direction: column; background: var(--page); color: var(--text); font: 14px/1.45 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 18px; padding: 10px 18px; background: var(--panel); border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 16px; font-weight: 650; }
h1 small { margin-left: 6px; font-size: 13px; font-weight: 400; color: var(--faint); }
.search { position: relative; flex: 1 1 220px; max-width: 420px; }
.search input { width: 100%; padding: 6px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--page); color: inherit; font: inherit; }
.search span { position: absolute; right: 34px; top: 7px; color: var(--faint); font-size: 12px; pointer-events: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
nav:focus-visible, aside:focus-visible { outline: none; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: left; }
[role=tablist] { display: flex; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
[role=tab] { padding: 5px 12px; }
[role=tab][aria-selected=true] { background: var(--chosen); font-weight: 600; }
#colour { padding: 5px 12px; border: 1px solid var(--line); border-radius: 6px; min-width: 110px; text-align: center; }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(200px, 300px) minmax(0, 1fr) minmax(240px, 340px); }
#list { overflow: auto; background: var(--panel); border-right: 1px solid var(--line); }
.rows { position: relative; min-height: 100%; }
.row { position: absolute; left: 0; right: 0; height: 28px; display: flex; align-items: center; gap: 8px; padding: 0 12px; cursor: pointer; }
.row:hover { background: var(--page); }
.row[aria-selected=true] { background: var(--chosen); font-weight: 600; }
.row .name { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; direction: rtl; text-align: left; }
.row .time, .bars .time { color: var(--faint); font-size: 12px; font-variant-numeric: tabular-nums; white-space: nowrap; }
.dot { display: inline-block; flex: none; width: 10px; height: 10px; border-radius: 3px; }
#views { position: relative; display: flex; flex-direction: column; min-width: 0; }
#views > [role=tabpanel] { flex: 1; min-height: 0; overflow: auto; }
#map-view { overflow: hidden; }
#map { display: block; width: 100%; height: 100%; }
#legend { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 8px 18px; font-size: 12px; color: var(--faint); border-top: 1px solid var(--line); background: var(--panel); }
#legend span { display: inline-flex; align-items: center; gap: 6px; }
#detail { overflow: auto; padding: 16px 18px; background: var(--panel); border-left: 1px solid var(--line); }
h2 { margin: 0 0 8px; font-size: 15px; font-weight: 650; overflow-wrap: anywhere; }
h3 { margin: 18px 0 6px; font-size: 13px; font-weight: 650; }
h3 small, li small { margin-left: 6px; color: var(--faint); font-weight: 400; font-size: 12px; }
li small { white-space: nowrap; }
.needs h3 { color: var(--needs); } .needed h3 { color: var(--needed); }
dl { display: grid; grid-template-columns: auto 1fr; gap: 3px 14px; margin: 0; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
#detail ul { list-style: none; margin: 0; padding: 0; }
#detail li { display: flex; align-items: baseline; gap: 8px; padding: 2px 0; }
#detail li button { overflow-wrap: anywhere; } #detail li button:hover, .bars button:hover { color: var(--accent); text-decoration: underline; }
kbd { font: 12px ui-monospace, monospace; padding: 1px 6px; border: 1px solid var(--line); border-radius: 4px; background: var(--page); white-space: nowrap; }
.help dl { margin-top: 12px; row-gap: 7px; }
.help p, .lead { color: var(--faint); }
.empty { padding: 16px 18px; color: var(--faint); }
#critical, #timeline { padding: 6px 22px 22px; }
.bars { list-style: none; margin: 0; padding: 0; }
.bars li { display: grid; grid-template-columns: minmax(120px, 32%) 1fr 84px; gap: 12px; align-items: center; padding: 2px 0; }
.bars button { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; direction: rtl; }
.bars button[aria-current=true] { font-weight: 650; }
.bars .time { text-align: right; }
.bar { display: block; height: 14px; min-width: 2px; border-radius: 3px; }
.jobs { position: relative; margin-top: 8px; }
.job { position: absolute; height: 17px; padding: 0 4px; border-radius: 3px; overflow: hidden; white-space: nowrap; font-size: 11px; line-height: 17px; color: #14171a; }
.job[aria-current=true] { outline: 2px solid var(--text); z-index: 1; }
.axis { position: relative; height: 22px; margin-top: 4px; border-top: 1px solid var(--line); color: var(--faint); font-size: 12px; }
.axis span { position: absolute; transform: translateX(-50%); padding-top: 3px; white-space: nowrap; }
.axis span:first-child { transform: none; } .axis span:last-child { transform: translateX(-100%); }
#tip { position: fixed; z-index: 2; padding: 4px 9px; border-radius: 5px; background: var(--text); color: var(--panel); font-size: 12px; pointer-events: none; white-space: nowrap; }
@media (max-width: 900px) { main { grid-template-columns: 200px minmax(0, 1fr); grid-template-rows: minmax(0, 3fr) minmax(0, 2fr); } #list { grid-row: 1 / 3; } #detail { border-left: 0; border-top: 1px solid var(--line); } }
`;
