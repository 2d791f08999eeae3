// The page of a graph: markup, style, program and data in one text that needs nothing else.
//
// Pure. The data is JSON in which no "<" occurs, so nothing of a project can end it and become markup.

import { graphStyle } from "./graph-style.ts";
import type { GraphView } from "./graph-view.ts";

/** The page. `program` is the bundled text of core/report/graph-page. */
export function graphHtml(view: GraphView, program: string): string {
  const title = `${view.project}: ${view.elements.length} elements`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${graphStyle}</style>
</head>
<body>
<header>
<h1>${escaped(view.project)} <small>${view.elements.length} elements</small></h1>
<label class="search"><input id="search" type="search" placeholder="search by name or kind ( / )" autocomplete="off" spellcheck="false" aria-label="search"><span id="count" role="status"></span></label>
<div role="tablist" aria-label="views">
<button type="button" role="tab" data-view="map" aria-controls="map-view">Map</button>
<button type="button" role="tab" data-view="critical" aria-controls="critical-view">Critical path</button>
<button type="button" role="tab" data-view="timeline" aria-controls="timeline-view">Last build</button>
</div>
<button type="button" id="colour" title="what colours mean ( c )"></button>
</header>
<main>
<nav id="list" aria-label="elements" tabindex="-1"></nav>
<div id="views">
<div id="map-view" role="tabpanel"><canvas id="map" aria-label="map of elements"></canvas></div>
<div id="critical-view" role="tabpanel" hidden><div id="critical"></div></div>
<div id="timeline-view" role="tabpanel" hidden><div id="timeline"></div></div>
<div id="legend"></div>
</div>
<aside id="detail" aria-live="polite" tabindex="-1"></aside>
</main>
<div id="tip" hidden></div>
<script type="application/json" id="graph">${JSON.stringify(view).replaceAll("<", "\\u003c")}</script>
<script>${program.replaceAll("</script", "<\\/script")}</script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
