import '@fontsource-variable/inter';
import './tokens.css';
import './base.css';
import './screens.css';
import './centre.css';
import './i18n';

import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { WholeWindow } from './components/fault';
import { queries } from './components/queries';
import { beginZoom } from './components/zoom';
import { Startup } from './features/startup/startup';

beginZoom();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <WholeWindow>
        <QueryClientProvider client={queries}>
          <Startup />
        </QueryClientProvider>
      </WholeWindow>
    </StrictMode>,
  );
}
