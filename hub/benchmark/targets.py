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
    the database must not grow with the library: it is compared with the smallest."""
    smallest = min(measurements)
    for size, costs in measurements.items():
        for page, cost in costs.items():
            name, most = f"{page}, {size:,} guides", DESK_RATIOS.get(page, DESK_RATIO)
            yield f"{name}: at most {most} times the empty page: {cost.ratio:.1f} times", cost.ratio <= most
            yield f"{name}: under {DESK_BYTES // KB} KB: {cost.bytes / KB:.1f} KB", cost.bytes < DESK_BYTES
            few = measurements[smallest].get(page, cost).queries
            yield f"{name}: as many queries as at {smallest:,} ({few}): {cost.queries}", cost.queries == few


DESK_RATIO, DESK_BYTES = 25, 60 * KB
DESK_RATIOS = {"guide, form": 45}  # two hundred fields, whatever the size of the library
WEIGHTS = {
    "list": {"page": 20 * KB, "first": 170 * KB, "return": 25 * KB},
    "guide": {"page": 20 * KB, "first": 110 * KB, "return": 25 * KB},
}
