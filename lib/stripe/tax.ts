/** Whether Stripe works out tax, as parameters: absent where that is switched off, so that nothing that runs is changed. */
export const taxed = (on: boolean): { automatic_tax?: { enabled: true } } =>
  on ? { automatic_tax: { enabled: true } } : {};
