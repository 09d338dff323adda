/** A part of a page that one command writes, between its own markers. */
export function pageSection(name: string, lines: readonly string[]): string {
  return [begin(name), ...lines, end(name), ''].join('\n');
}

/** The section that stands in a page, or nothing. */
export function sectionOf(page: string, name: string): string {
  const from = page.indexOf(begin(name));
  const to = page.indexOf(end(name));
  return from < 0 || to < from ? '' : `${page.slice(from, to)}${end(name)}\n`;
}

/** The page with another section of that name; everything else stays as it is. */
export function withSection(page: string, name: string, section: string): string {
  const old = sectionOf(page, name);
  return old === '' ? `${page.trimEnd()}\n\n${section}` : page.replace(old, () => section);
}

const begin = (name: string) => `<!-- ${name}: begin -->`;
const end = (name: string) => `<!-- ${name}: end -->`;
