import { useTranslation } from "react-i18next";

import type { Team } from "@/api/directory";
import { pickLabel } from "@/i18n/language";
import { StateCard } from "@/ui/state-card";

/** The teams as nested lists: whoever leads a team sees what lies below it. */
export function TeamTree({ teams }: { teams: Team[] }) {
  const { t } = useTranslation("admin");
  if (teams.length === 0) return <StateCard title={t("noTeams")} text={t("noTeamsText")} />;
  return <Level teams={teams} parent={null} />;
}

function Level({ teams, parent }: { teams: Team[]; parent: string | null }) {
  const { t, i18n } = useTranslation("admin");
  const here = teams.filter((team) => team.parent_id === parent);
  if (here.length === 0) return null;
  return (
    <ul style={{ margin: 0, paddingInlineStart: parent ? 24 : 18 }}>
      {here.map((team) => (
        <li key={team.id} style={{ padding: "4px 0" }}>
          {pickLabel(team.label, i18n.language, team.key)} <small>{t("members", { count: team.members })}</small>
          <Level teams={teams} parent={team.id} />
        </li>
      ))}
    </ul>
  );
}
