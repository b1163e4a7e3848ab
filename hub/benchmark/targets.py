"""What the hub is to reach, and whether a measurement does."""

from dataclasses import dataclass

NEW_LIST, SAME_LIST = "a list never asked before", "the same list again"
KB = 1000


@dataclass(frozen=True)
class Measurement:
    """One library. `shares`: percent of the empty page's throughput by row, the lower of answers a second and answers
    a processor second. `queries` by page; `bytes` by page, as guides.benchmark.asking.weigh returns them."""

    shares: dict
    queries: dict
    bytes: dict


def judgements(measurements):
    """Every target with what was measured, as (words, whether it is met). `measurements`: Measurement by size."""
    for size, measured in measurements.items():
        if size == 10_000:
            for row, least in ((NEW_LIST, 8), (SAME_LIST, 80)):
                share = measured.shares[row]
                yield f"{row}, {size:,} guides: at least {least} % of the empty page: {share:.1f} %", share >= least
        for page, most in (("first list", 3), ("another list", 3), ("guide", 2)):
            queries = measured.queries[page]
            yield f"{page}, {size:,} guides: at most {most} queries: {queries}", queries <= most
        for page, limits in WEIGHTS.items():
            for what, most in limits.items():
                weight = measured.bytes[page][what]
                yield f"{page}, {size:,} guides, {what}: under {most // KB} KB: {weight / KB:.1f} KB", weight < most
    if {10_000, 100_000} <= measurements.keys():
        growth = measurements[10_000].shares[NEW_LIST] / measurements[100_000].shares[NEW_LIST]
        yield f"{NEW_LIST}: at 100,000 at most twice the cost at 10,000: {growth:.1f} times", growth <= 2


def desk_judgements(measurements):
    """The same for the desk. `measurements`: hub.benchmark.desk.Cost by the name of a page, by size. What a page asks
    the database must not grow with the library; sizes below and above a page of rows show that."""
    for size, costs in measurements.items():
        for page, cost in costs.items():
            most = DESK_RATIOS.get(page, DESK_RATIO)
            words = f"{page}, {size:,} guides: at most {most} times the empty page of the desk: {cost.ratio:.1f} times"
            yield words, cost.ratio <= most
            yield f"{page}, {size:,} guides: under {DESK_BYTES // KB} KB: {cost.bytes / KB:.1f} KB", cost.bytes < DESK_BYTES
    smallest = measurements[min(measurements)]
    for size, costs in measurements.items():
        for page, cost in costs.items():
            first = smallest.get(page, cost).queries
            same = f"as many queries as with {min(measurements):,} ({first})"
            yield f"{page}, {size:,} guides: {same}: {cost.queries}", cost.queries == first


DESK_RATIO, DESK_RATIOS = 25, {}
DESK_BYTES = 60 * KB
WEIGHTS = {
    "list": {"page": 20 * KB, "first": 170 * KB, "return": 25 * KB},
    "guide": {"page": 20 * KB, "first": 110 * KB, "return": 25 * KB},
}
