"""What a bench tells: a figure beside its floor or its bar, as one line of the table."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours` in `unit`; `floor` is what it is measured against in the same run, `bar` the most that the ratio may be;
    where there is no floor, the most that `ours` may be. None where there is none."""

    name: str
    ours: float
    unit: str
    floor: float | None = None
    bar: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.floor if self.floor else None

    @property
    def reached(self) -> bool | None:
        """Whether the bar is reached; None where there is none."""
        if self.bar is None:
            return None
        return (self.ours if self.ratio is None else self.ratio) <= self.bar

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "ratio": self.ratio, "reached": self.reached}


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which `share` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def table(figures: Sequence[Figure]) -> str:
    """One line a figure: name, ours, floor, ratio, bar, and whether the bar is reached."""
    lines = [f"{'':56}{'ours':>12}{'floor':>12}{'ratio':>8}{'bar':>8}"]
    for figure in figures:
        floor = f"{figure.floor:.1f}" if figure.floor is not None else ""
        ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
        bar = f"{figure.bar:g}" if figure.bar is not None else ""
        verdict = {None: "", True: "reached", False: "missed"}[figure.reached]
        ours = f"{figure.ours:.1f} {figure.unit}" if figure.unit else f"{figure.ours:.2f}"
        lines.append(f"{figure.name:56}{ours:>12}{floor:>12}{ratio:>8}{bar:>8}  {verdict}".rstrip())
    return "\n".join(lines)
