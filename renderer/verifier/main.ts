/** The page of `verify.html`: takes files and a label's text, shows what `core/record` finds. No network, no storage, no other code. */
import { z } from 'zod';
import type { VerifyExit } from '../../core/record/judgement.ts';
import { droppedFiles, type GivenFile } from './givenFiles.ts';
import { labelScan } from './labelScan.ts';
import { verifyGiven } from './verifyGiven.ts';
import { canCheckSignatures } from './webCrypto.ts';

// The page's policy forbids making code from text, which zod would try.
z.config({ jitless: true });

const element = <E extends HTMLElement>(id: string, kind: new () => E): E => {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
};
const drop = element('drop', HTMLDivElement);
const label = element('label', HTMLTextAreaElement);
const key = element('key', HTMLInputElement);
const verdict = element('verdict', HTMLOutputElement);
const report = element('report', HTMLPreElement);
let given: readonly GivenFile[] = [];

function show(exitCode: VerifyExit, sentence: string, words: string): void {
  verdict.dataset.exit = String(exitCode);
  verdict.textContent = sentence;
  report.textContent = words;
  report.hidden = words === '';
}

const scan = labelScan(
  {
    camera: element('camera', HTMLButtonElement),
    video: element('seen', HTMLVideoElement),
    says: element('scan-says', HTMLParagraphElement),
  },
  (text) => {
    const lines = label.value.split(/\r?\n/).filter((line) => line !== '' && line !== text);
    label.value = [...lines, text].join('\n');
    void verify();
  },
);

/** Pictures are looked at for a label's code; everything else is evidence. */
async function take(files: readonly GivenFile[]): Promise<void> {
  const evidence = await scan.takePictures(files);
  if (evidence.length === 0) return;
  given = [...given, ...evidence];
  element('given', HTMLParagraphElement).textContent = `Given: ${given.map(({ path }) => path).join(', ')}`;
  void verify();
}

async function verify(): Promise<void> {
  const labels = label.value.split(/\r?\n/).filter((line) => line !== '');
  const fingerprint = key.value.trim().toLowerCase();
  if (fingerprint !== '' && !/^[0-9a-f]{64}$/.test(fingerprint)) {
    return show(2, 'CANNOT TELL: the fingerprint is not one of 64 hex digits.', '');
  }
  if (given.length === 0 && labels.length === 0) return show(2, 'CANNOT TELL: nothing was given yet.', '');
  delete verdict.dataset.exit;
  verdict.textContent = 'Checking ...';
  try {
    if (!(await canCheckSignatures())) {
      return show(
        2,
        'CANNOT TELL: this browser cannot check Ed25519 signatures. Use a newer one, or wipebench verify.',
        '',
      );
    }
    const { judgement, words } = await verifyGiven(given, labels, fingerprint === '' ? null : fingerprint);
    show(judgement.exitCode, judgement.sentence, words);
  } catch (error) {
    show(2, `CANNOT TELL: ${error instanceof Error ? error.message : String(error)}`, '');
  }
}

const cannotTake = (error: unknown) => show(2, `CANNOT TELL: ${String(error)}`, '');

for (const id of ['files', 'folder', 'picture']) {
  const input = element(id, HTMLInputElement);
  input.addEventListener('change', () => {
    const chosen = [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
    input.value = '';
    take(chosen).catch(cannotTake);
  });
}
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
document.addEventListener('dragleave', () => drop.classList.remove('over'));
document.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  const items = event.dataTransfer?.items;
  if (items !== undefined) droppedFiles(items).then(take).catch(cannotTake);
});
element('verify', HTMLButtonElement).addEventListener('click', () => void verify());
element('clear', HTMLButtonElement).addEventListener('click', () => {
  given = [];
  label.value = '';
  scan.clear();
  verdict.textContent = '';
  element('given', HTMLParagraphElement).textContent = '';
  report.hidden = true;
});
