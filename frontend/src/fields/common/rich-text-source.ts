/** Tags that formatted text may keep; everything else becomes its text. */
const ALLOWED = new Set(["P", "BR", "B", "STRONG", "I", "EM", "U", "S", "UL", "OL", "LI", "A", "H2", "H3", "BLOCKQUOTE", "CODE", "PRE", "DIV"]);

/** Text with markup removed, for lists and tooltips. */
export function plainText(source: string): string {
  const parsed = new DOMParser().parseFromString(source, "text/html");
  return (parsed.body.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** A copy of the markup that holds allowed tags and safe link targets only. */
export function safeFragment(source: string): DocumentFragment {
  // A parsed document of its own never runs scripts nor loads images.
  const parsed = new DOMParser().parseFromString(source, "text/html");
  const fragment = document.createDocumentFragment();
  copyChildren(parsed.body, fragment);
  return fragment;
}

function copyChildren(from: Node, to: Node): void {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      to.appendChild(document.createTextNode(child.textContent ?? ""));
    } else if (child instanceof Element || child.nodeType === Node.ELEMENT_NODE) {
      const element = child as Element;
      if (element.tagName === "SCRIPT" || element.tagName === "STYLE") continue;
      if (!ALLOWED.has(element.tagName)) {
        copyChildren(element, to);
        continue;
      }
      const copy = document.createElement(element.tagName);
      const address = element.getAttribute("href");
      if (element.tagName === "A" && address && /^(https?:|mailto:)/i.test(address)) {
        copy.setAttribute("href", address);
        copy.setAttribute("rel", "noopener noreferrer");
        copy.setAttribute("target", "_blank");
      }
      copyChildren(element, copy);
      to.appendChild(copy);
    }
  }
}

/** The cleaned markup as text, as it is sent to the server; "" when it holds no words. */
export function cleanMarkup(source: string): string {
  const holder = document.createElement("div");
  holder.appendChild(safeFragment(source));
  return (holder.textContent ?? "").trim() === "" ? "" : holder.innerHTML;
}
