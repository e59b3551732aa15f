import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runTool } from '../tools/run-tool.ts';

/** Links of the Markdown files of the repository that lead nowhere: to a file that is not there, or a heading that no file has. */
export async function findDeadLinks(root: string): Promise<string[]> {
  const files = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
  const { output } = await runTool('git', files, { cwd: root, capture: true });
  return output
    .split('\n')
    .filter((file) => file !== '' && existsSync(join(root, file)))
    .flatMap((file) => deadLinksOf(root, file));
}

function deadLinksOf(root: string, file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return linksOf(text).flatMap((link) => {
    const [path = '', heading] = link.split('#');
    const target = path === '' ? join(root, file) : join(root, dirname(file), decodeURI(path));
    if (!existsSync(target)) return [`${file}: ${link} is not there`];
    const isMissing =
      heading !== undefined && target.endsWith('.md') && !headingsOf(readFileSync(target, 'utf8')).has(heading);
    return isMissing ? [`${file}: ${link} names no heading`] : [];
  });
}

/** Targets of the links and pictures of a Markdown text, but those to other sites. Code is left out. */
export function linksOf(markdown: string): string[] {
  const prose = withoutCode(markdown);
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => link !== '' && !/^[a-z]+:/.test(link));
}

/** The anchors of a Markdown text's headings, as GitHub makes them. */
export function headingsOf(markdown: string): ReadonlySet<string> {
  const headings = withoutCode(markdown, { inline: false }).matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .trim()
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-'),
    ),
  );
}

function withoutCode(markdown: string, { inline = true } = {}): string {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```/gm, '');
  return inline ? prose.replaceAll(/`[^`\n]*`/g, '') : prose;
}
