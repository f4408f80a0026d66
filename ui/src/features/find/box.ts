import { createContext, useContext, type RefObject } from 'react';

/** The box at the top of every page, and what is typed in it. */
export type FindBox = { query: string; box: RefObject<HTMLInputElement | null> };

export const FindBoxContext = createContext<FindBox>({ query: '', box: { current: null } });

export const useFindBox = (): FindBox => useContext(FindBoxContext);
