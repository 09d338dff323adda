import './app/withoutEval.ts';
import '@mantine/core/styles.css';
import '@fontsource-variable/atkinson-hyperlegible-next/wght.css';
import '@fontsource-variable/atkinson-hyperlegible-mono/wght.css';
import './app/certificateFonts.css';
import './app/colours.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { passNewsToFeatures } from './app/featureNews.ts';
import { startWords } from './i18n/startWords.ts';
import { openChannel } from './link/openChannel.ts';
import { keepLinked } from './link/stationLink.ts';

startWords();
passNewsToFeatures();
keepLinked(openChannel);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html lost its root element');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
