/** Only own pages: an address that leads elsewhere would help phishing. */
export function isOwnPage(next: string | undefined): next is string {
  return next !== undefined && next.startsWith("/") && !/^\/[/\\]/.test(next) && !next.startsWith("/login");
}
