import type { Result } from './benchmark.ts';

const WIDTH = 760;
const BAR = 26;
const GAP = 12;
const LABEL = 260;

/** A bar chart of one column as an SVG document that needs nothing else. */
export function drawChart({ title, rows, chart }: Result): string {
  const shown = rows.filter(({ figures, isCharted = true }) => isCharted && figures[chart] !== undefined);
  const most = Math.max(...shown.map(({ figures }) => figures[chart] ?? 0), 1);
  const height = 56 + shown.length * (BAR + GAP);
  const bars = shown.map(({ name, figures }, index) => {
    const value = figures[chart] ?? 0;
    const y = 48 + index * (BAR + GAP);
    const length = Math.max(2, ((WIDTH - LABEL - 120) * value) / most);
    return `<text x="${LABEL - 10}" y="${y + 18}" text-anchor="end">${escapeXml(name)}</text>
<rect x="${LABEL}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="3" fill="${index === 0 ? '#9aa4b2' : '#2563eb'}"/>
<text x="${LABEL + length + 8}" y="${y + 18}">${Math.round(value).toLocaleString('en-US')}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="16" y="26" font-size="16" font-weight="600">${escapeXml(title)} – ${escapeXml(chart)}</text>
${bars.join('\n')}
</svg>
`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
