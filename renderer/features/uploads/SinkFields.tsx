import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SinkDraft } from './sinkDraft.ts';
import classes from './UploadsSection.module.css';

type TextField = Exclude<keyof SinkDraft, 'kind' | 'tls' | 'forget'>;
type Props = { readonly draft: SinkDraft; readonly change: (draft: SinkDraft) => void; readonly hasSecret: boolean };

/** What has to be said of a place, by its kind. */
export function SinkFields({ draft, change, hasSecret }: Props) {
  const { t } = useTranslation();
  const field = (name: TextField, hint: string | null = null, optional = false) => (
    <TextInput
      key={name}
      label={t(`uploads.setUp.${name === 'secret' ? secretLabel : name === 'timeoutSeconds' ? 'timeout' : name}`)}
      description={hint}
      value={draft[name]}
      onChange={(event) => change({ ...draft, [name]: event.currentTarget.value })}
      maxLength={1000}
      required={!optional}
      {...(name === 'secret' ? { type: 'password', autoComplete: 'new-password' } : { autoComplete: 'off' })}
      {...(name === 'port' || name === 'timeoutSeconds' ? { inputMode: 'numeric' as const } : {})}
      spellCheck={false}
    />
  );
  const secretLabel = draft.kind === 'postgres' ? 'password' : 'hmacKey';
  const secretHint = hasSecret ? t('uploads.setUp.kept') : draft.kind === 'https' ? t('uploads.setUp.hmacHint') : null;
  if (draft.kind === 'directory') return field('folder', t('uploads.setUp.folderHint'));
  return (
    <>
      {draft.kind === 'https' ? (
        field('url', t('uploads.setUp.urlHint'))
      ) : (
        <>
          {field('host')}
          {field('port')}
          {field('database')}
          {field('user')}
          <NativeSelect
            label={t('uploads.setUp.tls')}
            value={draft.tls}
            onChange={(event) => change({ ...draft, tls: event.currentTarget.value as SinkDraft['tls'] })}
            data={[
              { value: '', label: t('uploads.setUp.tlsAuto') },
              { value: 'verify-full', label: t('uploads.setUp.tlsFull') },
              { value: 'off', label: t('uploads.setUp.tlsOff') },
            ]}
          />
        </>
      )}
      {field('secret', secretHint, true)}
      {hasSecret && (
        <label className={classes.choice}>
          <input
            type="checkbox"
            checked={draft.forget}
            onChange={(event) => change({ ...draft, forget: event.currentTarget.checked })}
          />
          <span>{t('uploads.setUp.forget')}</span>
        </label>
      )}
      <fieldset className={`${classes.files} ${classes.whole}`}>
        <legend>{t('uploads.setUp.files')}</legend>
        {field('caFile', t('uploads.setUp.caHint'), true)}
        {field('clientCertificateFile', null, true)}
        {field('clientKeyFile', t('uploads.setUp.keyHint'), true)}
      </fieldset>
      {field('timeoutSeconds')}
    </>
  );
}
