import { useTranslation } from 'react-i18next';

import { useActions } from '../../components/actions';
import { useFormats } from '../../components/format';
import { setZoom, stepped, useZoom, type Zoom } from '../../components/zoom';

/** Declares larger, smaller and the usual size: everywhere, also before the desk is open and above a dialog. */
export function useZoomKeys(): void {
  const { t } = useTranslation();
  const formats = useFormats();
  const zoom = useZoom();
  const titled = (name: string, next: Zoom) => t('copy.pair', { name: t(`keys.list.${name}.does`), value: formats.percent(String(next / 100)) });
  const larger = stepped(zoom, 1);
  const smaller = stepped(zoom, -1);
  useActions(
    [
      { name: 'zoom_in', title: titled('zoom_in', larger), group: 'window', keys: ['Mod++', 'Mod+='], act: () => setZoom(larger) },
      { name: 'zoom_out', title: titled('zoom_out', smaller), group: 'window', keys: ['Mod+-'], act: () => setZoom(smaller) },
      { name: 'zoom_usual', title: titled('zoom_usual', 100), group: 'window', keys: ['Mod+0'], act: () => setZoom(100) },
    ],
    'dialog',
  );
}
