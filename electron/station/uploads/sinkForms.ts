import type { z } from 'zod';
import type { SinkForm, SinkSecretChange, SinkSetUp } from '../../../core/contract/sinkVerbs.ts';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';
import type { ConfiguredSink } from './readSinks.ts';
import { type SinkSecrets, type SinkSettings, sinkSecrets, sinkSettings, targetOf } from './sinkSettings.ts';

/** What the window may see of a place: everything but the secret. Pure. */
export function setUpOf({ settings, secrets }: ConfiguredSink): SinkSetUp {
  return { form: formOf(settings), hasSecret: secretOf(secrets) !== null, paused: settings.paused };
}

/**
 * The settings that a form means, with the secret of before where it is kept. Refuses what cannot be used, by the name of the field; and a kept secret
 * where the place leads elsewhere now: whoever may type an address must not get the secret sent there. Pure.
 */
export function fromForm(
  form: SinkForm,
  secret: SinkSecretChange,
  before: ConfiguredSink | null,
): Answer<ConfiguredSink> {
  const given = Object.entries(form).filter(([, value]) => value !== null && value !== '');
  const settings = sinkSettings.safeParse({ ...Object.fromEntries(given), paused: before?.settings.paused ?? false });
  if (!settings.success) return wrong(settings.error);
  const old = before?.secrets ?? {};
  if (
    secret.act === 'keep' &&
    secretOf(old) !== null &&
    before !== null &&
    leadsElsewhere(before.settings, settings.data)
  )
    return { outcome: 'refused', refusals: [refuse('upload-secret-again', { sink: form.name })] };
  const secrets = sinkSecrets.safeParse(withSecret(form.kind, secret, old));
  if (!secrets.success) return wrong(secrets.error);
  return { outcome: 'done', value: { settings: settings.data, secrets: secrets.data } };
}

/** The settings for the ledger: without a secret, but whether there is one and whether it is another one now. Pure. */
export function wordsOf({ settings, secrets }: ConfiguredSink, before: ConfiguredSink | null): string {
  const now = secretOf(secrets);
  const old = before === null ? null : secretOf(before.secrets);
  const secret = now === null ? 'none' : old === null ? 'set' : now === old ? 'kept' : 'renewed';
  return JSON.stringify({ ...settings, secret });
}

function formOf(settings: SinkSettings): SinkForm {
  if (settings.kind === 'directory') return { kind: 'directory', name: settings.name, folder: settings.folder };
  const { name, timeoutSeconds } = settings;
  const common = {
    name,
    timeoutSeconds,
    caFile: settings.caFile ?? null,
    clientCertificateFile: settings.clientCertificateFile ?? null,
    clientKeyFile: settings.clientKeyFile ?? null,
  };
  if (settings.kind === 'https') return { kind: 'https', url: settings.url, ...common };
  const { host, port, database, user, tls } = settings;
  return { kind: 'postgres', host, port, database, user, tls: tls ?? null, ...common };
}

function secretOf({ hmacKey, password }: SinkSecrets): string | null {
  return hmacKey ?? password ?? null;
}

function withSecret(kind: SinkForm['kind'], secret: SinkSecretChange, old: SinkSecrets): SinkSecrets {
  if (kind === 'directory' || secret.act === 'forget') return {};
  if (secret.act === 'keep') return old;
  return kind === 'https' ? { hmacKey: secret.text } : { password: secret.text };
}

function leadsElsewhere(before: SinkSettings, after: SinkSettings): boolean {
  const user = (settings: SinkSettings) => (settings.kind === 'postgres' ? settings.user : '');
  return before.kind !== after.kind || targetOf(before) !== targetOf(after) || user(before) !== user(after);
}

function wrong({ issues }: z.ZodError): Answer<never> {
  const refusals = issues.map(({ path, message }) =>
    refuse('upload-setting-wrong', { field: path.join('.') || '-', problem: message }),
  );
  return { outcome: 'refused', refusals };
}
