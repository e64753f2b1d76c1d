/** The nonce that the server wrote into the page; run-time styles must carry it. */
export function pageNonce(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>("meta[property='csp-nonce']");
  return meta?.nonce || meta?.getAttribute("nonce") || undefined;
}

/**
 * Gives the nonce to every style element made from now on. Parts of the kit (the scroll lock of dialogs) make
 * theirs without asking, and the policy would refuse them. It weakens nothing: only code of this page runs here.
 */
export function passNonceToStyles(): void {
  const nonce = pageNonce();
  if (!nonce) return;
  const create = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  }) as typeof document.createElement;
}
