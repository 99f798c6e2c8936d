"""Makes agreement.json: scores of two labellings of the same rows. Run by hand, as make_golden.py:

    python make_agreement.py
"""

import numpy as np
from make_golden import write
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    fowlkes_mallows_score,
    homogeneity_completeness_v_measure,
    normalized_mutual_info_score,
)


def pairs():
    rng = np.random.default_rng(20261123)
    for n, a, b, kept in [
        (10, 2, 2, 0.5),
        (50, 3, 5, 0.8),
        (200, 7, 4, 0.3),
        (300, 12, 12, 0.95),
        (500, 4, 4, 0.0),
        (2000, 9, 40, 0.6),
        (60, 30, 25, 0.4),
    ]:
        first, second = rng.integers(a, size=n), rng.integers(b, size=n)
        same = rng.random(n) < kept
        second[same] = first[same] % b
        yield first, second
    skewed = (rng.random(400) ** 4 * 6).astype(int)
    yield skewed, np.where(rng.random(400) < 0.7, skewed, 5 - skewed)
    ten = np.arange(10)
    zeros = np.zeros(10, dtype=int)
    yield ten, ten
    yield zeros, zeros
    yield zeros, ten
    yield ten, zeros
    yield ten % 2, (ten + 1) % 2
    yield ten % 2, ten // 2 % 2
    yield ten // 5, np.where(ten < 5, 0, ten)


def case(a, b):
    homogeneity, completeness, v = homogeneity_completeness_v_measure(a, b)
    betas = {beta: float(homogeneity_completeness_v_measure(a, b, beta=beta)[2]) for beta in [0.25, 3.0]}
    return {
        "a": a.tolist(),
        "b": b.tolist(),
        "adjusted_rand": float(adjusted_rand_score(a, b)),
        "adjusted_mutual_info": float(adjusted_mutual_info_score(a, b)),
        "normalized_mutual_info": float(normalized_mutual_info_score(a, b)),
        "homogeneity": float(homogeneity),
        "completeness": float(completeness),
        "v_measure": float(v),
        "v_measure_beta": [{"beta": beta, "v": value} for beta, value in betas.items()],
        "fowlkes_mallows": float(fowlkes_mallows_score(a, b)),
    }


if __name__ == "__main__":
    write("agreement", {"pairs": [case(a, b) for a, b in pairs()]})
