"""The budget of an invented branch library, in English, with formulas and a chart."""

from pathlib import Path

from wenyuan.samples import sheet as cells
from wenyuan.samples.chart import ColumnChart
from wenyuan.samples.sheet import COUNT, HEAD, MONEY, NOTE, PERCENT, PLAIN, TOTAL, Sheet

TITLE = "Budget of a branch library, 2026"
KEYWORDS = ("library budget", "opening hours", "loans", "costs")
_INCOME = [
    ("Grant of the town", 412_000),
    ("Fees and sales", 9_400),
    ("Donations", 14_600),
    ("Room hire", 6_200),
]
_COSTS = [
    ("Salaries", 268_500, 274_900),
    ("New books and media", 62_000, 60_750),
    ("Subscriptions", 18_400, 18_400),
    ("Heating and light", 31_800, 36_120),
    ("Cleaning and repairs", 24_600, 22_480),
    ("Computers and network", 17_300, 16_950),
    ("Events for children", 11_200, 12_310),
]
_MONTHS = [
    ("January", 176, 8_420, 5_310),
    ("February", 160, 7_980, 5_020),
    ("March", 176, 8_910, 5_870),
    ("April", 168, 8_150, 5_140),
    ("May", 168, 7_760, 4_980),
    ("June", 176, 7_240, 5_260),
    ("July", 184, 9_630, 6_440),
    ("August", 168, 9_120, 6_090),
    ("September", 176, 8_350, 5_480),
    ("October", 184, 9_040, 6_010),
    ("November", 168, 8_890, 5_790),
    ("December", 144, 6_870, 4_360),
]


def make(path: Path) -> None:
    """Write the workbook as XLSX."""
    cells.save(
        path,
        [_budget(), _months()],
        title=TITLE,
        author="Wenyuan",
        subject="Plan and result of an invented library, with formulas",
        keywords=", ".join(KEYWORDS),
    )


def _budget() -> Sheet:
    sheet = Sheet("Budget", [30, 14, 14, 14, 12])
    sheet.add(TITLE, styles=cells.TITLE)
    sheet.add("An invented example. All amounts in euros; every total is a formula.", styles=NOTE)
    sheet.skip()
    sheet.add("Income", "Plan", styles=HEAD)
    first = len(sheet.rows) + 1
    for name, amount in _INCOME:
        sheet.add(name, amount, styles=[PLAIN, MONEY])
    income = sum(amount for _, amount in _INCOME)
    income_row = sheet.add("Income in all", (f"SUM(B{first}:B{len(sheet.rows)})", income), styles=TOTAL)
    sheet.skip()
    sheet.add("Costs", "Plan", "Result", "Difference", "Share", styles=HEAD)
    first = len(sheet.rows) + 1
    last = first + len(_COSTS) - 1
    spent = sum(result for _, _, result in _COSTS)
    for name, plan, result in _COSTS:
        row = len(sheet.rows) + 1
        sheet.add(
            *(name, plan, result, (f"C{row}-B{row}", result - plan)),
            (f"C{row}/SUM(C${first}:C${last})", result / spent),
            styles=[PLAIN, MONEY, MONEY, MONEY, PERCENT],
        )
    planned = sum(plan for _, plan, _ in _COSTS)
    total = sheet.add(
        *("Costs in all", (f"SUM(B{first}:B{last})", planned), (f"SUM(C{first}:C{last})", spent)),
        (f"SUM(D{first}:D{last})", spent - planned),
        "",
        styles=TOTAL,
    )
    sheet.skip()
    sheet.add("Left at the end of the year", (f"B{income_row}-C{total}", income - spent), styles=TOTAL)
    sheet.skip()
    sheet.add("Heating cost more than planned because the winter was long;", styles=NOTE)
    sheet.add("the children's events were held once more in December.", styles=NOTE)
    return sheet


def _months() -> Sheet:
    sheet = Sheet("Months", [16, 14, 14, 14, 16])
    sheet.add("Visits and loans by month", styles=cells.TITLE)
    sheet.add("Counted at the door and at the desk.", styles=NOTE)
    sheet.skip()
    sheet.add("Month", "Open hours", "Visits", "Loans", "Visits an hour", styles=HEAD)
    first = len(sheet.rows) + 1
    for name, hours, visits, loans in _MONTHS:
        row = len(sheet.rows) + 1
        sheet.add(
            name,
            hours,
            visits,
            loans,
            (f"ROUND(C{row}/B{row},1)", round(visits / hours, 1)),
            styles=[PLAIN, *[COUNT] * 3, PLAIN],
        )
    last = len(sheet.rows)
    hours = sum(month[1] for month in _MONTHS)
    visits = sum(month[2] for month in _MONTHS)
    loans = sum(month[3] for month in _MONTHS)
    sheet.add(
        *("Year", (f"SUM(B{first}:B{last})", hours), (f"SUM(C{first}:C{last})", visits)),
        *((f"SUM(D{first}:D{last})", loans), (f"ROUND(C{last + 1}/B{last + 1},1)", round(visits / hours, 1))),
        styles=TOTAL,
    )
    sheet.chart = ColumnChart(
        title="Visits and loans, 2026",
        categories=f"Months!$A${first}:$A${last}",
        series=(
            ("Months!$C$4", f"Months!$C${first}:$C${last}"),
            ("Months!$D$4", f"Months!$D${first}:$D${last}"),
        ),
        row=last + 2,
    )
    return sheet
