"""How a number is shown under the common cell formats; None where only the office suite can say."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# [MS-XLS] and ECMA-376 part 1, 18.8.30: formats that need not be written into the file.
BUILT_IN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}
_SIMPLE = re.compile(r"(?P<comma>#,##)?0(?P<places>\.0{1,15})?(?P<percent>%)?")
_SIGNIFICANT = 10


def shown(value: str, code: str) -> str | None:
    """The number in a cell's XML as its format code shows it."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 20:
        return None
    if code in {"General", "@", ""}:
        return _general(number)
    found = _SIMPLE.fullmatch(code)
    if found is None:
        return None
    if found["percent"]:
        number *= 100
    places = len(found["places"] or ".") - 1
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:{',' if found['comma'] else ''}.{places}f}" + (found["percent"] or "")


def _general(number: Decimal) -> str | None:
    if number == number.to_integral_value():
        return f"{number:.0f}" if abs(number) < Decimal(10) ** _SIGNIFICANT else None
    whole = max(0, number.adjusted() + 1)
    text = f"{round(number, max(0, _SIGNIFICANT - whole)):f}".rstrip("0").rstrip(".")
    return text if abs(number) >= Decimal("0.0001") else None
