import { useRouter } from '@tanstack/react-router';

/** One step back; where the window began here, to Find. */
export function useBack(): () => void {
  const { history, navigate } = useRouter();
  return () => {
    if (history.canGoBack()) history.back();
    else void navigate({ to: '/' });
  };
}
