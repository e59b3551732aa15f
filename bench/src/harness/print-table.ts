import type { Result } from './benchmark.ts';

/** The result as a table for a terminal. */
export function printTable({ title, setting, rows, notes }: Result): string {
  const columns = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  const cells = [
    ['', ...columns],
    ...rows.map(({ name, figures }) => [name, ...columns.map((column) => show(figures[column]))]),
  ];
  const widths = cells[0]?.map((_, index) => Math.max(...cells.map((row) => (row[index] ?? '').length))) ?? [];
  const lines = cells.map((row) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  '),
  );
  return [title, setting, '', ...lines, ...notes.map((note) => `  ${note}`), ''].join('\n');
}

function show(figure: number | undefined): string {
  if (figure === undefined) return '–';
  if (Math.abs(figure) >= 100) return Math.round(figure).toLocaleString('en-US');
  return figure.toFixed(Math.abs(figure) >= 10 ? 1 : 2);
}
