import type { PlanOutline } from '../show-plans/plan-outline.ts';

interface Box {
  x: number;
  y: number;
  readonly width: number;
  readonly height: number;
  /** Its SVG, with the origin at its own upper left corner. */
  readonly inside: string;
}

/** A part of the drawing: the boxes that it begins and ends with are joined to its neighbours. */
interface Part {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly arrows: readonly (readonly [Box, Box])[];
  readonly first: readonly Box[];
  readonly last: readonly Box[];
}

/**
 * Draws a query plan as SVG: a box for each fetch, what waits for it to the right of it, what runs beside it below.
 *
 * This function runs in the browser. Its text is put into the page, so it uses nothing from outside itself.
 */
export function drawPlan(plan: PlanOutline): string {
  const WIDTH = 244;
  const LINE = 16;
  const LONGEST = 30;
  const MOST_LINES = 5;
  const ACROSS = 64;
  const DOWN = 18;
  const MARGIN = 14;
  const services: string[] = [];

  function escaped(text: string): string {
    return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  }

  function shortened(text: string): string {
    return escaped(text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
  }

  /** Of a path the end says most. */
  function whereOf(path: string): string {
    const text = path.replace(/(?:\.@)+/g, '[]');
    const most = LONGEST - 'for each '.length;
    return escaped(`for each ${text.length > most ? `…${text.slice(1 - most)}` : text}`);
  }

  function alone(box: Box): Part {
    return { width: box.width, height: box.height, boxes: [box], arrows: [], first: [box], last: [box] };
  }

  function dot(label: string): Part {
    const inside = `<circle cx="9" cy="9" r="9" class="end"/><text x="9" y="34" class="label">${escaped(label)}</text>`;
    return alone({ x: 0, y: 0, width: 18, height: 18, inside });
  }

  function joint(): Part {
    return alone({ x: 0, y: 0, width: 6, height: 6, inside: '<circle cx="3" cy="3" r="3" class="joint"/>' });
  }

  function fetchBox(step: Extract<PlanOutline, { kind: 'fetch' }>): Part {
    if (!services.includes(step.service)) services.push(step.service);
    const where = step.path === '' ? [] : [whereOf(step.path)];
    const shown = step.fields.slice(0, MOST_LINES);
    const more = step.fields.length - shown.length;
    const lines = [...shown, ...(more > 0 ? [`and ${more} more`] : [])];
    const height = 38 + LINE * (where.length + lines.length);
    const texts = [
      ...where.map((line) => `<tspan x="12" dy="${LINE}" class="where">${line}</tspan>`),
      ...lines.map((line) => `<tspan x="12" dy="${LINE}">${shortened(line)}</tspan>`),
    ];
    const inside = `<title>${escaped(step.operation)}</title>
      <rect width="${WIDTH}" height="${height}" rx="8" class="fetch service-${services.indexOf(step.service) % 6}"/>
      <text x="12" y="21" class="service">${escaped(step.service)}${step.isMutation ? ' (changes)' : step.isSubscription ? ' (for each event)' : ''}</text>
      <text x="12" y="28" class="fields">${texts.join('')}</text>`;
    return alone({ x: 0, y: 0, width: WIDTH, height, inside });
  }

  function moved({ boxes }: Part, x: number, y: number): void {
    for (const box of boxes) {
      box.x += x;
      box.y += y;
    }
  }

  function inSequence(parts: readonly Part[]): Part {
    const height = Math.max(...parts.map((part) => part.height));
    const arrows = parts.flatMap((part) => [...part.arrows]);
    let x = 0;
    let before: Part | undefined;
    for (const part of parts) {
      if (before !== undefined) for (const from of before.last) for (const to of part.first) arrows.push([from, to]);
      moved(part, x, (height - part.height) / 2);
      x += part.width + ACROSS;
      before = part;
    }
    const boxes = parts.flatMap((part) => [...part.boxes]);
    return { width: x - ACROSS, height, boxes, arrows, first: parts[0]?.first ?? [], last: before?.last ?? [] };
  }

  function inParallel(parts: readonly Part[]): Part {
    let y = 0;
    for (const part of parts) {
      moved(part, 0, y);
      y += part.height + DOWN;
    }
    return {
      width: Math.max(...parts.map((part) => part.width)),
      height: y - DOWN,
      boxes: parts.flatMap((part) => [...part.boxes]),
      arrows: parts.flatMap((part) => [...part.arrows]),
      first: parts.flatMap((part) => [...part.first]),
      last: parts.flatMap((part) => [...part.last]),
    };
  }

  /** Many to many is drawn through one point, or nobody could follow the arrows. */
  function joined(parts: readonly Part[]): Part[] {
    return parts.flatMap((part, index) => {
      const next = parts[index + 1];
      return next !== undefined && part.last.length > 1 && next.first.length > 1 ? [part, joint()] : [part];
    });
  }

  function layOut(step: PlanOutline): Part {
    if (step.kind === 'fetch') return fetchBox(step);
    const parts = step.steps.map(layOut);
    return step.kind === 'sequence' ? inSequence(joined(parts)) : inParallel(parts);
  }

  function arrow([from, to]: readonly [Box, Box]): string {
    const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
    const [x2, y2] = [to.x, to.y + to.height / 2];
    // Straight past what is longer than this part, and bent in the gap.
    const bend = Math.max(x1, x2 - ACROSS);
    const half = (bend + x2) / 2;
    return `<path d="M${x1} ${y1} H${bend} C${half} ${y1} ${half} ${y2} ${x2} ${y2}" class="arrow" marker-end="url(#tip)"/>`;
  }

  const isEmpty = plan.kind !== 'fetch' && plan.steps.length === 0;
  const whole = inSequence([dot('query'), ...(isEmpty ? [] : [layOut(plan)]), dot('answer')]);
  moved(whole, MARGIN, MARGIN);
  const [width, height] = [whole.width + 2 * MARGIN, Math.max(whole.height, 44) + 2 * MARGIN];
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Query plan">
    <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" class="tip"/></marker></defs>
    ${whole.arrows.map(arrow).join('')}
    ${whole.boxes.map((box) => `<g transform="translate(${box.x} ${box.y})">${box.inside}</g>`).join('')}
  </svg>`;
}
