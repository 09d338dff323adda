import { useTranslation } from 'react-i18next';
import { assertNever } from '../../core/domain/assertNever.ts';
import { sayReason } from '../i18n/sentences.ts';
import { useStation } from '../link/stationState.ts';
import { Icon } from '../ui/Icon.tsx';
import classes from './TopBar.module.css';

/** Whether a label could be printed now. */
export function PrinterSign() {
  const { t } = useTranslation();
  const printer = useStation(({ snapshot }) => snapshot?.printer ?? null);
  if (printer === null) return null;
  const sentence = () => {
    switch (printer.kind) {
      case 'ready':
        return t('top.printerReady');
      case 'not-configured':
        return t('top.printerNone');
      case 'not-ready':
        return t('top.printerNotReady', { why: sayReason(printer.why) });
      default:
        return assertNever(printer);
    }
  };
  return (
    <div className={`${classes.sign} ${printer.kind === 'not-ready' ? classes.warn : ''}`} title={sentence()}>
      <Icon name="printer" size="1.3rem" />
      <span>{sentence()}</span>
    </div>
  );
}
