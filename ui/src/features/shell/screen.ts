import type { RegisteredRouter, RouteIds } from '@tanstack/react-router';

/** A screen by the pattern of its address. */
export type ScreenId = RouteIds<RegisteredRouter['routeTree']>;
