import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { catalogues, type english } from './catalogues.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'window';
    resources: Pick<typeof english, 'window' | 'lots' | 'intake' | 'receiving' | 'people' | 'quality' | 'setup'>;
    enableSelector: false;
  }
}

/** Loads the catalogues. Every word of the window stands in one of them. */
export function startWords(): void {
  void i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'window',
    ns: Object.keys(catalogues.en),
    resources: catalogues,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}
