import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';

const renderer = resolve(import.meta.dirname, '../../../renderer');
const readByPeople = new Set([
  'aria-label',
  'title',
  'placeholder',
  'label',
  'description',
  'alt',
  'aria-description',
  'error',
  'aria-roledescription',
]);

type Node = { readonly type: string; readonly [key: string]: unknown };

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** Every node below `node`, itself included. */
function* walk(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* walk(child);
  }
}

/** The literals that an element shows: as they are, or as one branch of a choice. */
function shownLiterals(element: Node): string[] {
  const literals = (value: unknown): string[] => {
    if (!isNode(value)) return [];
    if (value.type === 'Literal') return typeof value.value === 'string' ? [value.value] : [];
    if (value.type === 'TemplateLiteral')
      return (value.quasis as { value: { raw: string } }[]).map((part) => part.value.raw);
    if (value.type === 'ConditionalExpression') return [...literals(value.consequent), ...literals(value.alternate)];
    if (value.type === 'LogicalExpression' || (value.type === 'BinaryExpression' && value.operator === '+'))
      return [...(value.operator === '&&' ? [] : literals(value.left)), ...literals(value.right)];
    return [];
  };
  return (element.children as Node[]).flatMap((child) =>
    child.type === 'JSXExpressionContainer' ? literals(child.expression) : [],
  );
}

/** Words that a person would read and that stand in no catalogue. */
function literalWords(file: string, source: string): string[] {
  const { program, errors } = parseSync(file, source, { lang: 'tsx' });
  if (errors.length > 0) throw new Error(`${file} cannot be parsed`);
  const found: string[] = [];
  const hasWords = (text: unknown) => typeof text === 'string' && /\p{L}/u.test(text);
  for (const node of walk(program as unknown as Node)) {
    if (node.type === 'JSXText' && hasWords(node.value)) found.push(String(node.value).trim());
    if (node.type === 'JSXElement' || node.type === 'JSXFragment') found.push(...shownLiterals(node).filter(hasWords));
    if (node.type !== 'JSXAttribute') continue;
    const name = (node.name as { name?: unknown }).name;
    const value = node.value;
    if (!readByPeople.has(String(name)) || !isNode(value)) continue;
    const inner = value.type === 'JSXExpressionContainer' ? value.expression : value;
    if (!isNode(inner)) continue;
    if (inner.type === 'Literal' && hasWords(inner.value)) found.push(`${String(name)}="${String(inner.value)}"`);
    if (inner.type === 'TemplateLiteral' && /\p{L}/u.test(JSON.stringify(inner.quasis))) {
      const written = (inner.quasis as { value: { raw: string } }[]).map((quasi) => quasi.value.raw).join('');
      if (hasWords(written)) found.push(`${String(name)}=\`${written}\``);
    }
  }
  return found;
}

const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));

describe('words of the window', () => {
  test('the finder finds a literal in text, in an attribute and in a template', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is in the source that is looked at
    const source = 'export const X = () => <p title={`so ${1}`} aria-label="Bay">Pull it</p>;';
    expect(literalWords('x.tsx', source)).toEqual(['title=`so `', 'aria-label="Bay"', 'Pull it']);
  });

  test('the finder finds a literal that is shown as an expression or as one branch of a choice', () => {
    const source =
      "export const X = ({ on }: { on: boolean }) => <p>{'Pull it'}{on ? 'Yes' : 'No'}{on && 'wiped'}{on === 'x'}</p>;";
    expect(literalWords('x.tsx', source)).toEqual(['Pull it', 'Yes', 'No', 'wiped']);
  });

  test('every file of the window is looked at', () => expect(files.length).toBeGreaterThan(40));

  test.each(files)('%s holds no word of its own', (file) => {
    expect(literalWords(file, readFileSync(join(renderer, file), 'utf8'))).toEqual([]);
  });
});
