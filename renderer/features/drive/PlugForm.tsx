import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, type Problem } from '../../link/ask.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { newVirtualSerial } from './newVirtualSerial.ts';

const MEBIBYTE = 1024 * 1024;
/** Making a file system with files on a large image takes its time. */
const PLUG_MS = 600_000;
const sizes = [64, 256, 1024, 4096] as const;
const speeds = [20, 100, 500] as const;

/** Describes a virtual drive: an image file with a real file system and real files on it. */
export function PlugForm({ bayId }: { bayId: string }) {
  const { t, i18n } = useTranslation();
  const [serialNumber, setSerialNumber] = useState(newVirtualSerial);
  const [model, setModel] = useState('WBVIRTUAL-HDD');
  const [mebibytes, setMebibytes] = useState('256');
  const [fileSystem, setFileSystem] = useState<'ext4' | 'ntfs' | 'none'>('ext4');
  const [mediaType, setMediaType] = useState<'magnetic' | 'flash'>('magnetic');
  const [speed, setSpeed] = useState('20');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(i18n.language, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  const plug = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const told = await ask(
      'virtual.plug',
      {
        bayId,
        sizeBytes: Number(mebibytes) * MEBIBYTE,
        model,
        serialNumber,
        mediaType,
        fileSystem,
        maxBytesPerSecond: speed === '' ? null : Number(speed) * 1_000_000,
      },
      PLUG_MS,
    );
    setBusy(false);
    setProblem(told.outcome === 'done' ? null : told);
  };
  return (
    <form onSubmit={(event) => void plug(event)} style={{ display: 'grid', gap: 10 }}>
      <TextInput
        size="md"
        label={t('fact.serialNumber')}
        value={serialNumber}
        onChange={(event) => setSerialNumber(event.currentTarget.value)}
        required
      />
      <TextInput
        size="md"
        label={t('fact.model')}
        value={model}
        onChange={(event) => setModel(event.currentTarget.value)}
        required
      />
      <NativeSelect
        size="md"
        label={t('fact.size')}
        value={mebibytes}
        onChange={(event) => setMebibytes(event.currentTarget.value)}
        data={sizes.map((size) => ({ value: String(size), label: t('virtual.mebibytes', { size }) }))}
      />
      <NativeSelect
        size="md"
        label={t('fact.media')}
        value={mediaType}
        onChange={(event) => setMediaType(event.currentTarget.value === 'flash' ? 'flash' : 'magnetic')}
        data={[
          { value: 'magnetic', label: t('media.magnetic') },
          { value: 'flash', label: t('media.flash') },
        ]}
      />
      <NativeSelect
        size="md"
        label={t('virtual.fileSystem')}
        value={fileSystem}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          setFileSystem(chosen === 'ntfs' || chosen === 'none' ? chosen : 'ext4');
        }}
        data={[
          { value: 'ext4', label: t('virtual.ext4') },
          { value: 'ntfs', label: t('virtual.ntfs') },
          { value: 'none', label: t('virtual.none') },
        ]}
      />
      <NativeSelect
        size="md"
        label={t('virtual.speed')}
        value={speed}
        onChange={(event) => setSpeed(event.currentTarget.value)}
        data={[
          ...speeds.map((each) => ({ value: String(each), label: unit(each, 'megabyte-per-second') })),
          { value: '', label: t('virtual.unlimited') },
        ]}
      />
      <ProblemBoxes problem={problem} />
      <Button type="submit" loading={busy}>
        {t('virtual.plug')}
      </Button>
    </form>
  );
}
