import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Puts rows on the clipboard, tab between cells, for a spreadsheet. A cell that a spreadsheet would run as a formula gets a quote. */
export function CopyRows({ lines }: { lines: () => readonly (readonly string[])[] }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<number | null>(null);
  const copy = async () => {
    const rows = lines();
    const text = rows.map((cells) => cells.map(safeCell).join('\t')).join('\n');
    await navigator.clipboard.writeText(text);
    setCopied(rows.length - 1);
  };
  return (
    <Button variant="default" size="md" onClick={() => void copy()}>
      {copied === null ? t('table.copy') : t('table.copied', { count: copied })}
    </Button>
  );
}

function safeCell(cell: string): string {
  const flat = cell.replace(/[\t\r\n]+/g, ' ');
  return /^['=+\-@]/.test(flat) ? `'${flat}` : flat;
}
