"""The ladders of a whole catalogue, for going down them without asking the database at each rung."""

from collections import deque

from guides.models import Edition


class Ladder:
    """The easier guides of each listed guide, the nearest first. Guides are positions in their catalogue."""

    def __init__(self, catalogue):
        position_of = {pk: position for position, pk in enumerate(catalogue.pks)}
        listed = Edition.objects.listed(catalogue.today).filter(language=catalogue.language).order_by()
        rows = listed.values_list("pk", "guide__number", "minutes", "document__easier_guides")
        rows = [(position_of[row[0]], *row[1:]) for row in rows if row[0] in position_of]
        self.by_number = {number: position for position, number, *_rest in rows}
        self.minutes = {position: minutes for position, _number, minutes, _easier in rows}
        self.easier = {position: self.positions(easier) for position, _number, _minutes, easier in rows}

    def positions(self, numbers):
        """The positions of guides by their numbers, less those that are not in the lists."""
        return [self.by_number[number] for number in numbers if number in self.by_number]

    def nearest(self, start, allowed, apart_from=None):
        """The first guide of a bit set on the way down from some positions, rung by rung; None when there is none.
        A ladder that goes round ends, and never leads to `apart_from`."""
        waiting, seen = deque(start), {apart_from}
        while waiting:
            position = waiting.popleft()
            if position in seen:
                continue
            if allowed >> position & 1:
                return position
            seen.add(position)
            waiting.extend(self.easier.get(position, ()))
        return None
