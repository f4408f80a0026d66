import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

import type { Language } from '../ipc/generated/types';
import en from './en.json';
import fr from './fr.json';

const guess: Language = navigator.language.startsWith('fr') ? 'fr' : 'en';

void i18next.use(initReactI18next).init({
  resources: { en: { translation: en }, fr: { translation: fr } },
  lng: guess,
  fallbackLng: 'en',
  interpolation: { escapeValue: false },
  returnNull: false,
});

/** The window's language, also for screen readers and hyphenation. */
export function speak(language: Language): void {
  document.documentElement.lang = language;
  if (i18next.language !== language) void i18next.changeLanguage(language);
}

document.documentElement.lang = guess;

export default i18next;
