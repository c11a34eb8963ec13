"""Hard rule: no production line misses more people at a time than it can spare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from solver.domains import Domains
from solver.model.submodel import SubModel, Term
from solver.reading import Placed, Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class LinePresence(Rule):
    """Counts, period by period, the line's heads of all cohorts that attend a lesson."""

    id = "line_presence"
    statement_en = "At any time at most so many people of one production line have lessons."
    statement_zh = "同一时间离岗上课的人数不得超过产线可抽调的人数。"
    message_en = (
        "On {day}, period {period}, {away} {away:person|people} of line {line} {away:has|have} lessons "
        "({lesson}); it can spare {most}."
    )
    message_zh = "{day}第{period}节，产线{line}共{away}人离岗上课（{lesson}），最多可抽调{most}人。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        most = {line.id: line.most_away for line in reading.problem.lines}
        away = self._away(reading)
        counts = {when: sum(heads for _, heads in missing) for when, missing in away.items()}
        reported: set[tuple[str, str, tuple[str, ...]]] = set()
        for line, day, period in sorted(when for when, heads in counts.items() if heads > most[when[0]]):
            heads = counts[line, day, period]
            lessons = tuple(sorted(placed.lesson.id for placed, _ in away[line, day, period]))
            if (line, day, lessons) not in reported:
                reported.add((line, day, lessons))
                subjects = (Subject("line", line), *(Subject("lesson", lesson) for lesson in lessons))
                yield Violation(self.id, subjects, day, period, {"away": heads, "most": most[line]})

    def _away(self, reading: Reading) -> dict[tuple[str, str, int], list[tuple[Placed, int]]]:
        """(line, day, period) → the lessons then with how many heads of the line attend each."""
        found: dict[tuple[str, str, int], list[tuple[Placed, int]]] = defaultdict(list)
        for placed in reading.placed:
            heads: dict[str, int] = defaultdict(int)
            for cohort in placed.attending:
                for share in cohort.lines:
                    heads[share.line] += share.heads
            for line, count in heads.items():
                for period in range(placed.first, placed.last + 1):
                    found[line, placed.day, period].append((placed, count))
        return found

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        for sample in domains.samples:
            heads = index.line_heads[index.module[sample]]
            if any(count > index.problem.lines[line].most_away for line, count in heads.items()):
                domains.narrow_times(sample, 0)

    def encode(self, model: SubModel) -> None:
        index = model.index
        if not index.problem.lines:
            return
        away: dict[tuple[int, int], list[Term]] = defaultdict(list)
        for lesson in model.lessons:
            for line, count in index.line_heads[index.module[lesson]].items():
                for start, literal in model.times(lesson).items():
                    for slot in range(start, start + index.periods[lesson]):
                        away[line, slot].append((literal, count))
        for (line, _), terms in away.items():
            model.limit(terms, index.problem.lines[line].most_away)
