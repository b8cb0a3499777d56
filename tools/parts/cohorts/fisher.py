"""Whether two shares differ by more than chance, exactly."""

from math import exp, lgamma

CLOSE = 1e-7


def fisher_exact(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """The chance of two shares at least as unlikely, when both groups are alike (two-sided).

    >>> round(fisher_exact(8, 10, 1, 6), 4)
    0.035

    Source: Fisher (1922), J. Royal Statistical Society 85.
    """
    every, ended = n + other_n, hits + other_hits
    low, high = max(0, ended - other_n), min(n, ended)
    whole = _log_choose(every, ended)
    logs = [_log_choose(n, k) + _log_choose(other_n, ended - k) - whole
            for k in range(low, high + 1)]  # fmt: skip
    observed = logs[hits - low]
    return min(1.0, sum(exp(one) for one in logs if one <= observed + CLOSE))


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
