import type { SinkForm, SinkSecretChange, SinkSetUp } from '../../../core/contract/sinkVerbs.ts';

/** A place to upload to while it is typed: everything a text, whatever kind it is. */
export type SinkDraft = {
  readonly kind: SinkForm['kind'];
  readonly name: string;
  readonly url: string;
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
  readonly tls: '' | 'verify-full' | 'off';
  readonly folder: string;
  readonly caFile: string;
  readonly clientCertificateFile: string;
  readonly clientKeyFile: string;
  readonly timeoutSeconds: string;
  /** Typed now; one that is kept never comes here. */
  readonly secret: string;
  readonly forget: boolean;
};

const EMPTY: SinkDraft = {
  kind: 'https',
  name: '',
  url: 'https://',
  host: '',
  port: '5432',
  database: '',
  user: '',
  tls: '',
  folder: '',
  caFile: '',
  clientCertificateFile: '',
  clientKeyFile: '',
  timeoutSeconds: '60',
  secret: '',
  forget: false,
};

/** What the form begins with. Pure. */
export function draftOf(setUp: SinkSetUp | null): SinkDraft {
  if (setUp === null) return EMPTY;
  const { form } = setUp;
  if (form.kind === 'directory') return { ...EMPTY, ...form };
  const typed = {
    caFile: form.caFile ?? '',
    clientCertificateFile: form.clientCertificateFile ?? '',
    clientKeyFile: form.clientKeyFile ?? '',
    timeoutSeconds: String(form.timeoutSeconds),
  };
  if (form.kind === 'https') return { ...EMPTY, ...form, ...typed };
  return { ...EMPTY, ...form, ...typed, port: String(form.port), tls: form.tls ?? '' };
}

/** What was typed, for the station to judge. Pure. */
export function formOf(draft: SinkDraft): SinkForm {
  const { kind } = draft;
  const name = draft.name.trim();
  if (kind === 'directory') return { kind, name, folder: draft.folder.trim() };
  const given = (text: string) => (text.trim() === '' ? null : text.trim());
  const common = {
    name,
    caFile: given(draft.caFile),
    clientCertificateFile: given(draft.clientCertificateFile),
    clientKeyFile: given(draft.clientKeyFile),
    timeoutSeconds: wholeNumber(draft.timeoutSeconds),
  };
  if (kind === 'https') return { kind, url: draft.url.trim(), ...common };
  const [host, database, user] = [draft.host.trim(), draft.database.trim(), draft.user.trim()];
  return {
    kind,
    host,
    port: wholeNumber(draft.port),
    database,
    user,
    tls: draft.tls === '' ? null : draft.tls,
    ...common,
  };
}

/** What becomes of the secret: what was typed, else the kept one stays, unless it is to be taken out. Pure. */
export function secretOf({ secret, forget }: SinkDraft): SinkSecretChange {
  if (secret !== '') return { act: 'set', text: secret };
  return forget ? { act: 'forget' } : { act: 'keep' };
}

/** Zero for what is no number: the station says that it cannot be used. */
function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : 0;
}
