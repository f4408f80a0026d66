import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

import { FormFoot } from './form-foot';
import { Problem } from './problem';

type FormDialogProps = {
  title: string;
  /** What takes it; none where nothing can be taken now. */
  take?: string | undefined;
  ready: boolean;
  error: unknown;
  submit: () => void;
  close: () => void;
  wide?: boolean;
  /** It is being done: it does not close meanwhile. */
  busy?: boolean;
  children: ReactNode;
};

/** A question over a page, answered in a form. */
export function FormDialog({ title, take, ready, error, submit, close, wide = false, busy = false, children }: FormDialogProps) {
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(open) => !open && !busy && close()} isDismissable={!busy}>
      <Modal className={wide ? 'modal wide' : 'modal'}>
        <Dialog className="dialog">
          <Heading slot="title">{title}</Heading>
          <form
            className="dialog-form"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              if (ready) submit();
            }}
            // A part of a day is no field of the browser's: Enter in it is the form's all the same.
            onKeyDownCapture={(event) => {
              if (event.key !== 'Enter' || !(event.target instanceof Element) || event.target.getAttribute('role') !== 'spinbutton') return;
              event.preventDefault();
              if (ready) submit();
            }}
          >
            {children}
            {error ? <Problem error={error} retry={submit} /> : null}
            <FormFoot take={take} ready={ready} back={close} />
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
