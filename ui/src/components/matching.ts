/** A piece of a text, and whether it was typed. */
export type Piece = { text: string; marked: boolean };

/** How well a text answers what was typed (the higher the better), and the letters that do. */
type Match = { score: number; pieces: Piece[] };

/** A letter as it is compared: without case and accents. A ligature is two of them. */
const fold = (letter: string): string => letter.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace('œ', 'oe').replace('æ', 'ae');

type Folded = { letters: string[]; /** Which letter of the text each comes from. */ from: number[]; begins: boolean[] };

function folded(units: string[]): Folded {
  const whole: Folded = { letters: [], from: [], begins: [] };
  let inWord = false;
  units.forEach((unit, index) => {
    for (const letter of fold(unit)) {
      const isWord = /[\p{L}\p{N}]/u.test(letter);
      whole.letters.push(letter);
      whole.from.push(index);
      whole.begins.push(isWord && !inWord);
      inWord = isWord;
    }
  });
  return whole;
}

/** Where a word begins with what was typed. */
function asPrefix(typed: string[], text: Folded, taken: Set<number>): number[] | null {
  const at = text.begins.findIndex((begins, start) => begins && !taken.has(start) && typed.every((letter, i) => text.letters[start + i] === letter));
  return at < 0 ? null : typed.map((_, i) => at + i);
}

/** The letters one after another, the first at the beginning of a word. */
function asSequence(typed: string[], text: Folded, taken: Set<number>): number[] | null {
  for (let start = 0; start < text.letters.length; start += 1) {
    if (!text.begins[start] || taken.has(start) || text.letters[start] !== typed[0]) continue;
    const places: number[] = [];
    for (let at = start; at < text.letters.length && places.length < typed.length; at += 1) {
      if (text.letters[at] === typed[places.length]) places.push(at);
    }
    if (places.length === typed.length) return places;
  }
  return null;
}

/** What one typed word is worth: a word's beginning more than letters here and there, and the earlier the better. */
const PREFIX = 1000;
const SEQUENCE = 100;

/** Matches every typed word against a text: as the beginning of one of its words, or as letters in sequence. */
export function match(typed: string, text: string): Match | null {
  const units = Array.from(text);
  const whole = folded(units);
  const marked = new Set<number>();
  const taken = new Set<number>();
  let score = 0;
  for (const word of typed.split(/\s+/).filter(Boolean)) {
    const letters = folded(Array.from(word)).letters;
    const prefix = asPrefix(letters, whole, taken);
    const places = prefix ?? asSequence(letters, whole, taken);
    const first = places?.[0];
    if (!places || first === undefined) return null;
    const spread = (places.at(-1) ?? first) - first - letters.length + 1;
    score += prefix ? PREFIX - first : SEQUENCE - first - spread;
    taken.add(first);
    for (const place of places) marked.add(whole.from[place] ?? 0);
  }
  const pieces: Piece[] = [];
  units.forEach((unit, index) => {
    const last = pieces.at(-1);
    if (last && last.marked === marked.has(index)) last.text += unit;
    else pieces.push({ text: unit, marked: marked.has(index) });
  });
  return { score, pieces };
}
