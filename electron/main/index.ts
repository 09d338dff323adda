/**
 * The Electron shell and nothing else: one window with no power, one station process, a pipe between them. Every rule of the product lives in
 * the station and the agent, so that this file needs no test that a browser test does not already give.
 */
import { app, BrowserWindow, ipcMain, Menu } from 'electron';
import { lockDown } from './lockDown.ts';
import { APP_ORIGIN, declareAppProtocol, serveRenderer } from './rendererProtocol.ts';
import { createStationProcess } from './stationProcess.ts';

declareAppProtocol();
app.enableSandbox();

if (!app.requestSingleInstanceLock()) {
  app.quit();
} else {
  const station = createStationProcess();
  let window: BrowserWindow | null = null;

  app.on('second-instance', () => {
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', () => station.stop());

  // The only message the window can send: a port for the station. It is taken from our own page's main frame and nobody else.
  ipcMain.on('station-port', (event) => {
    const [port] = event.ports;
    if (port === undefined) return;
    const sender = event.senderFrame;
    const ours =
      window !== null && sender !== null && sender === window.webContents.mainFrame && sender.origin === APP_ORIGIN;
    if (ours) station.give(port);
    else port.close();
  });

  app
    .whenReady()
    .then(async () => {
      Menu.setApplicationMenu(null);
      lockDown();
      serveRenderer();
      station.start();
      window = new BrowserWindow({
        width: 1366,
        height: 768,
        minWidth: 1024,
        minHeight: 600,
        show: false,
        title: 'Wipebench',
        backgroundColor: '#14171c',
        webPreferences: {
          preload: `${import.meta.dirname}/../preload/index.cjs`,
          sandbox: true,
          contextIsolation: true,
          nodeIntegration: false,
          webviewTag: false,
          spellcheck: false,
          devTools: !app.isPackaged,
        },
      });
      window.once('ready-to-show', () => window?.show());
      window.on('closed', () => {
        window = null;
      });
      await window.loadURL(`${APP_ORIGIN}/index.html`);
    })
    .catch((cause: unknown) => {
      process.stderr.write(
        `wipebench: the window did not open: ${cause instanceof Error ? cause.message : String(cause)}\n`,
      );
      app.exit(1);
    });
}
