import { shortDayWords } from "@counterfoil/core/day-words";
import type { Moved } from "@counterfoil/services/home/moved-documents";
import { Card, CardHeader } from "../card.tsx";
import { BarChart } from "./bar-chart.tsx";

/** What came into Xero lately. */
export function MovedCard({ moved }: { moved: Moved }) {
  const { hours, days, zone } = moved;
  return (
    <Card>
      <CardHeader
        title="What moved"
        description={`Documents that came into Xero, by the clock of ${zoneWords(zone)}.`}
      />
      <div className="mt-3 grid divide-y border-t md:grid-cols-2 md:divide-x md:divide-y-0">
        <BarChart bars={hours} title="In the last 24 hours" unit="Hour" wordsOf={hourWords} />
        <BarChart bars={days} title="In the last 30 days" unit="Day" wordsOf={shortDayWords} />
      </div>
    </Card>
  );
}

const hourWords = (label: string) => label;

/** Europe/London is London, as people say it. */
function zoneWords(zone: string): string {
  return zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
}
