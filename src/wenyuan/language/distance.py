"""How far apart two spellings are."""


def edits(one: str, other: str, most: int) -> int:
    """The fewest letters to add, drop, change or swap with their neighbour; ``most`` + 1 where more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    above: list[int] = []  # the row before the last one: where a swap begins
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row = row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        above = last
    return row[-1]
