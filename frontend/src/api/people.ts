import { api } from "./client";

interface Person {
  id: string;
  name?: string;
  login?: string;
}

/** People whom the caller may name in a field. */
export async function searchPeople(search: string, signal?: AbortSignal): Promise<{ id: string; title: string }[]> {
  const answer = await api.get<{ items: Person[] } | Person[]>("/users", { query: { search, limit: 20 }, signal });
  const people = Array.isArray(answer) ? answer : answer.items;
  const wanted = search.trim().toLowerCase();
  return people
    .map((person) => ({ id: person.id, title: person.name || person.login || person.id }))
    .filter((person) => person.title.toLowerCase().includes(wanted))
    .slice(0, 50);
}
