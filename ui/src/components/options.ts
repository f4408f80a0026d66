/** A control in which one of several words is chosen. */
export type OptionsProps<Option extends string> = {
  label: string;
  value: Option;
  options: Option[];
  words: (option: Option) => string;
  set: (value: Option) => void;
};

/** Takes what a control of the page says, a mere text, as the option that it stands for. */
export const choosing =
  <Option extends string>({ options, set }: OptionsProps<Option>) =>
  (chosen: string): void => {
    const option = options.find((known) => known === chosen);
    if (option !== undefined) set(option);
  };
