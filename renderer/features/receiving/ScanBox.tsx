import { TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { receiveScan } from './receivingState.ts';

/** For numbers that are typed; a scanner needs no focus (`useScanner`). */
export function ScanBox() {
  const { t } = useTranslation('receiving');
  const [text, setText] = useState('');
  const receive = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    void receiveScan(text);
    setText('');
  };
  return (
    <form onSubmit={receive}>
      <TextInput
        label={t('screen.scan')}
        description={t('screen.scanHint')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        size="lg"
        maxLength={4000}
        autoComplete="off"
        spellCheck={false}
      />
    </form>
  );
}
