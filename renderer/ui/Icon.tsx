/** Line drawings on a 24 by 24 grid, told apart by their outline alone. Always beside a word, so hidden from screen readers. */
const drawings = {
  empty: 'M4 8v11h16V8M4 14h5l1.5 2h3L15 14h5',
  own: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2',
  running: 'M20 12a8 8 0 1 1-2.6-5.9M20 3v4.5h-4.5',
  start: 'M7 4.5v15l12-7.5z',
  help: 'M12 3 2.5 20.5h19zM12 9.5v5M12 17.2v.6',
  pass: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M7.5 12.5l3 3 6-6.5',
  shred: 'M5 3h14v7H5zM2.5 10h19v3h-19zM6 16v5M10 16v5M14 16v5M18 16v5',
  quality:
    'M12 2.8 4 6v5.5c0 5 3.4 8.3 8 9.7 4.6-1.4 8-4.7 8-9.7V6zM9.6 9.6a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1 .8-1 1.6M12 16.2v.5',
  drawn: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 8.4v.2M16 8.4v.2M12 11.9v.2M8 15.4v.2M16 15.4v.2',
  bench: 'M3 4h7v7H3zM14 4h7v7h-7zM3 14h7v7H3zM14 14h7v7h-7z',
  receiving:
    'M2 5.5h12v11H2zM14 9h4.5l3.5 4v3.5h-8zM6.5 14.5a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6M17.5 14.5a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6',
  lots: 'M12 2.5 3 7v10l9 4.5 9-4.5V7zM3 7l9 4.5L21 7M12 11.5v10',
  certificates: 'M5 2.5h10l4 4V21.5H5zM15 2.5v4h4M8.5 11h7M8.5 14.5h7M8.5 18h4',
  exports: 'M4 9v12h16V9M2.5 3.5h19V9h-19zM12 11.5v6M9.2 15l2.8 2.8 2.8-2.8',
  labels: 'M3 3h9l9 9-9 9-9-9zM7.5 7.5v.1',
  insight: 'M3 3v18h18M7.5 17v-5M12 17V7M16.5 17v-8',
  settings: 'M4 6h9M17 6h3M15 4v4M4 12h3M11 12h9M9 10v4M4 18h11M19 18h1M17 16v4',
  printer: 'M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 21c.7-4.3 4-6 8-6s7.3 1.7 8 6',
  people:
    'M8.5 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M1.5 20c.6-3.7 3.4-5.3 7-5.3s6.4 1.6 7 5.3M15.5 4.8a3.4 3.4 0 0 1 0 6.5M18 15.1c2.4.7 4 2.2 4.5 4.9',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5',
  scan: 'M3 5v14M7 5v14M10 5v14M14 5v14M16.5 5v14M21 5v14',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3.5 2',
  close: 'M5 5l14 14M19 5 5 19',
  unplug: 'M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4',
} as const;

export type IconName = keyof typeof drawings;

export function Icon({ name, size = '1em' }: { name: IconName; size?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={2.2}
      strokeLinejoin="round"
      strokeLinecap="round"
      style={{ flex: 'none' }}
    >
      <path d={drawings[name]} />
    </svg>
  );
}
