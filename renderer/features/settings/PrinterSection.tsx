import { useTranslation } from 'react-i18next';
import { read } from '../../link/ask.ts';
import { PanelSection } from '../../ui/PanelSection.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { useAsked } from '../../ui/useAsked.ts';
import { PrinterForm } from './PrinterForm.tsx';

/** The label printer: which device, what it speaks, and a test. */
export function PrinterSection() {
  const { t } = useTranslation();
  const ports = useAsked('printer.candidates', () => read('printer.candidates', {}));
  const settings = useAsked('printer.settings', () => read('printer.settings', {}));
  return (
    <PanelSection title={t('settings.printer')}>
      {ports?.outcome === 'done' && settings?.outcome === 'done' ? (
        <PrinterForm ports={ports.value.ports} saved={settings.value.printer} />
      ) : (
        <>
          <ProblemBoxes problem={ports?.outcome === 'done' ? null : ports} />
          <ProblemBoxes problem={settings?.outcome === 'done' ? null : settings} />
        </>
      )}
    </PanelSection>
  );
}
