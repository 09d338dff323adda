import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/Dialog.tsx';
import classes from './Palette.module.css';
import { useCommands } from './useCommands.ts';

/** Ctrl-K: everything by name. */
export function Palette() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const hear = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
  return (
    <>
      <button type="button" className={classes.hint} onClick={() => setOpen(true)}>
        {t('app.findAnything')} <kbd>{t('app.findKeys')}</kbd>
      </button>
      {open && (
        <Dialog title={t('app.findAnything')} close={() => setOpen(false)}>
          <PaletteList close={() => setOpen(false)} />
        </Dialog>
      )}
    </>
  );
}

function PaletteList({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const list = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const commands = useCommands(text);
  const run = (index: number) => {
    close();
    commands[index]?.run();
  };
  const steer = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(commands.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter') run(at);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className={classes.input}
        role="combobox"
        aria-label={t('app.findAnything')}
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={commands.length > 0 ? `${list}-${at}` : undefined}
        placeholder={t('palette.hint')}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={steer}
        data-autofocus
      />
      <div id={list} role="listbox" aria-label={t('app.findAnything')} className={classes.list}>
        {commands.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above steers this list by keyboard
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the combobox, which names the active option
          <div
            key={command.key}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => run(index)}
          >
            <span>{command.name}</span>
            <span>{command.kind}</span>
          </div>
        ))}
        {commands.length === 0 && <p>{t('palette.nothing')}</p>}
      </div>
    </>
  );
}
