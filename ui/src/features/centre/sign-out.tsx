import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

import { useFaultWords } from '../../components/fault-words';
import { useFormats } from '../../components/format';
import { queries } from '../../components/queries';
import { call } from '../../ipc/calls';
import type { SyncState } from '../../ipc/generated/types';

/** Signs out after saying what that means: without the centre nobody can sign in again. */
export function SignOut({ sync, words }: { sync: SyncState; words: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const fault = useFaultWords();
  const [asking, setAsking] = useState(false);
  const leave = useMutation({
    mutationFn: () => call('sign_out', {}),
    onSuccess: (signedOut) => {
      setAsking(false);
      queries.setQueryData(['sync'], signedOut);
    },
  });
  const offline = sync.standing.is !== 'online';
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {words}
      </button>
      <ModalOverlay className="overlay" isOpen={asking} onOpenChange={setAsking} isDismissable>
        <Modal className="modal">
          <Dialog className="dialog" role="alertdialog">
            <Heading slot="title">{t('sign_out.title', { name: sync.agent?.name ?? '' })}</Heading>
            {sync.waiting > 0 ? <p>{t('sign_out.waits', { count: sync.waiting, number: formats.number(sync.waiting) })}</p> : null}
            <p className={offline ? 'warning' : undefined}>{t(offline ? 'sign_out.offline' : 'sign_out.online')}</p>
            {leave.error ? (
              <p className="warning" role="alert">
                {fault(leave.error).title}
              </p>
            ) : null}
            <div className="form-foot">
              <button type="button" className="button" autoFocus onClick={() => setAsking(false)}>
                {t('sign_out.stay')} <kbd>{t('keys.esc')}</kbd>
              </button>
              <button type="button" className="button primary" aria-disabled={leave.isPending} onClick={() => leave.isPending || leave.mutate()}>
                {t('sign_out.take')}
              </button>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}
