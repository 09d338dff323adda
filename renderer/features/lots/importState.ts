import { create } from 'zustand';
import { type ListProposal, MOST_SENT_BYTES } from '../../../core/contract/lots.ts';
import type { AssetField, AssetList } from '../../../core/domain/asset.ts';
import type { IntakePlan } from '../../../core/intake/listShape.ts';
import { ask, type Problem, type Told } from '../../link/ask.ts';
import { useStation } from '../../link/stationState.ts';
import { sessionOrSignIn } from '../people/session.ts';

/** Where the import of one list stands in this window. */
export type ImportStep =
  | { readonly step: 'choose' }
  | { readonly step: 'sending'; readonly fileName: string }
  | {
      readonly step: 'mapping';
      readonly fileName: string;
      readonly fileId: string;
      readonly proposal: ListProposal;
      readonly plan: IntakePlan;
    }
  | { readonly step: 'importing'; readonly fileName: string; readonly fileId: string }
  | { readonly step: 'done'; readonly list: AssetList };

type ImportState = { readonly lotId: string | null; readonly at: ImportStep; readonly problem: Problem | null };

/** The import that is open in this window; kept while another screen is shown. */
export const useImport = create<ImportState>(() => ({ lotId: null, at: { step: 'choose' }, problem: null }));

/** A long list takes a while; it is ended by cancelling, not by a clock. */
const PATIENCE_MS = 60 * 60 * 1000;

export function openImport(lotId: string): void {
  useImport.setState((state) => (state.lotId === lotId ? {} : { lotId, at: { step: 'choose' }, problem: null }));
}

/** Closes it; a list that is being imported goes on to be. */
export function closeImport(): void {
  const { at } = useImport.getState();
  if (at.step === 'importing') return;
  if (at.step === 'mapping') void dropFile(at.fileId);
  useImport.setState({ lotId: null, at: { step: 'choose' }, problem: null });
}

async function dropFile(fileId: string): Promise<void> {
  const session = await sessionOrSignIn();
  if (session !== null) await ask('lots.dropFile', { session: session.token, fileId });
}

/** Hands the file over piece by piece and asks what it is. */
export async function chooseFile(file: File): Promise<void> {
  const { lotId } = useImport.getState();
  const session = await sessionOrSignIn();
  if (session === null || lotId === null) return;
  useImport.setState({ at: { step: 'sending', fileName: file.name }, problem: null });
  const told = await sendFile(session.token, file);
  if (told.outcome !== 'done') return useImport.setState({ at: { step: 'choose' }, problem: told });
  await propose(told.value, file.name, null);
}

async function sendFile(session: string, file: File): Promise<Told<string>> {
  const offered = await ask('lots.offerFile', { session, fileName: file.name.slice(0, 255), sizeBytes: file.size });
  if (offered.outcome !== 'done') return offered;
  const { fileId } = offered.value;
  for (let offsetBytes = 0; offsetBytes < file.size; offsetBytes += MOST_SENT_BYTES) {
    const bytesBase64 = await base64Of(file.slice(offsetBytes, offsetBytes + MOST_SENT_BYTES));
    const sent = await ask('lots.sendFile', { session, fileId, offsetBytes, bytesBase64 });
    if (sent.outcome !== 'done') return sent;
  }
  return { outcome: 'done', value: fileId };
}

/** The browser's own encoder works off this thread, so a large file leaves no gap in the picture. */
function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('the file could not be read'));
    reader.readAsDataURL(blob);
  });
}

/** Asks what the file is; `corrected` is how a person wants it read. */
export async function propose(
  fileId: string,
  fileName: string,
  corrected: Pick<IntakePlan, 'format' | 'headerRow'> | null,
): Promise<void> {
  const { lotId } = useImport.getState();
  const session = await sessionOrSignIn();
  if (session === null || lotId === null) return;
  const told = await ask('lots.propose', { session: session.token, lotId, fileId, corrected });
  if (told.outcome !== 'done') {
    return useImport.setState(corrected === null ? { at: { step: 'choose' }, problem: told } : { problem: told });
  }
  const at = { step: 'mapping', fileName, fileId, proposal: told.value, plan: told.value.plan } as const;
  useImport.setState({ at, problem: null });
}

/** Changes what one column is read as; a field that another column has is taken from it. */
export function chooseField(column: number, field: AssetField | null): void {
  useImport.setState(({ at }) => {
    if (at.step !== 'mapping') return {};
    const fields = at.plan.fields.map((old, index) => (index === column ? field : old === field ? null : old));
    return { at: { ...at, plan: { ...at.plan, fields } } };
  });
}

export function chooseDateOrder(dateOrder: IntakePlan['dateOrder']): void {
  useImport.setState(({ at }) => (at.step === 'mapping' ? { at: { ...at, plan: { ...at.plan, dateOrder } } } : {}));
}

/** Has the list imported as the plan says. */
export async function startImport(): Promise<void> {
  const { lotId, at } = useImport.getState();
  if (at.step !== 'mapping' || lotId === null) return;
  const session = await sessionOrSignIn();
  if (session === null) return;
  useStation.setState({ importProgress: null });
  useImport.setState({ at: { step: 'importing', fileName: at.fileName, fileId: at.fileId }, problem: null });
  const told = await ask(
    'lots.import',
    { session: session.token, lotId, fileId: at.fileId, plan: at.plan },
    PATIENCE_MS,
  );
  useImport.setState(told.outcome === 'done' ? { at: { step: 'done', list: told.value } } : { at, problem: told });
}

/** Ends it. What became of it, the answer to `startImport` tells. */
export async function cancelImport(): Promise<void> {
  const session = await sessionOrSignIn();
  if (session === null) return;
  const told = await ask('lots.cancelImport', { session: session.token });
  if (told.outcome !== 'done') useImport.setState({ problem: told });
}
