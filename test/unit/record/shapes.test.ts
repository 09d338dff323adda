import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { shapesText } from '../../fixtures/record/shapes.ts';

const project = new URL('../../../', import.meta.url);

it('appendix A of docs/record-format.md and the third verifier have the very shapes that our verifier reads with', () => {
  const page = readFileSync(new URL('docs/record-format.md', project), 'utf8');
  expect(page).toContain(`\`\`\`json\n${shapesText()}\`\`\``);
  expect(readFileSync(new URL('test/verifier/shapes.txt', project), 'utf8')).toBe(shapesText());
});
