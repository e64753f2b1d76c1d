import { useLocation } from "@tanstack/react-router";

import { InternalLink } from "@/ui/internal-link";

import type { Destination } from "./navigation";
import { isCurrent } from "./navigation";

/** All pages, in groups by app. */
export function SideNav({ items, label, onGo }: { items: Destination[]; label: string; onGo?: () => void }) {
  const { pathname } = useLocation();
  const groups = [...new Set(items.map((item) => item.group))];
  return (
    <nav aria-label={label} className="side-nav">
      {groups.map((group) => (
        <div key={group}>
          {group && <h2>{group}</h2>}
          <ul>
            {items
              .filter((item) => item.group === group)
              .map((item) => (
                <li key={item.id}>
                  <InternalLink href={item.href} aria-current={isCurrent(item.href, pathname) ? "page" : undefined} onClick={onGo}>
                    {item.label}
                  </InternalLink>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
