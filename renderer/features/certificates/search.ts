import { create } from 'zustand';

/** What is searched for and which list is shown; kept while another screen is open. */
export const useSearch = create<{ readonly text: string; readonly list: 'certificates' | 'records' }>(() => ({
  text: '',
  list: 'certificates',
}));
