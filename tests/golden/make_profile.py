"""Makes profile.json: decision trees by scikit-learn, effect sizes by SciPy. Run by hand, as make_golden.py:

    python make_profile.py

scikit-learn rounds the features of trees to 32 bits and breaks ties by chance, so the rows here are exact in 32 bits and
only trees that come out the same for 20 seeds are kept.
"""

import numpy as np
from make_golden import fixtures, table, write
from scipy.stats import f_oneway, pointbiserialr
from sklearn.cluster import KMeans
from sklearn.tree import DecisionTreeClassifier


def nodes(fit):
    t = fit.tree_
    return [
        {
            "feature": int(t.feature[i]) if t.children_left[i] >= 0 else None,
            "threshold": float(t.threshold[i]) if t.children_left[i] >= 0 else None,
            "rows": int(t.n_node_samples[i]),
            "impurity": float(t.impurity[i]),
            "label": int(fit.classes_[np.argmax(t.value[i][0])]),
        }
        for i in range(t.node_count)
    ]


def trees():
    rng = np.random.default_rng(20261123)
    for name, n, d, k, noise in [("clear", 90, 2, 3, 0.7), ("mixed", 240, 4, 4, 3.0), ("noise", 200, 4, 3, 50.0), ("wide", 100, 12, 3, 6.0)]:
        labels = rng.integers(k, size=n)
        centres = rng.normal(size=(k, d)) * 3
        x = np.round((centres[labels] + rng.normal(size=(n, d)) * noise) * 4096) / 4096
        fits = [fit for depth, leaf in [(1, 1), (2, 5), (3, 10), (3, 25), (4, 20)] if (fit := tree(x, labels, depth, leaf))]
        yield {"name": name, "x": table(x), "labels": labels.tolist(), "fits": fits}


def tree(x, labels, depth, leaf):
    fits = [
        DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf, random_state=seed).fit(x, labels)
        for seed in range(20)
    ]
    found = nodes(fits[0])
    if any(nodes(fit) != found for fit in fits[1:]):
        return None
    return {
        "max_depth": depth,
        "minimum_leaf": leaf,
        "nodes": found,
        "accuracy": float(fits[0].score(x, labels)),
        "predicted": fits[0].predict(x).tolist(),
    }


def effects(data):
    for name, k in [("shares", 4), ("iris", 3), ("wine", 5)]:
        x = data[name]
        labels = KMeans(k, n_init=3, random_state=k).fit_predict(x)
        n = len(x)
        features, clusters = [], []
        for j in range(x.shape[1]):
            f = f_oneway(*[x[labels == c, j] for c in range(k)]).statistic
            features.append({
                "mean": float(x[:, j].mean()),
                "deviation": float(x[:, j].std()),
                "eta_squared": float(f * (k - 1) / (f * (k - 1) + n - k)),
            })
        for c in range(k):
            own = labels == c
            p = own.mean()
            clusters.append({
                "mean": x[own].mean(axis=0).tolist(),
                "index": (100 * x[own].mean(axis=0) / x.mean(axis=0)).tolist(),
                "difference": [
                    float(pointbiserialr(own, x[:, j]).statistic / np.sqrt(p * (1 - p))) for j in range(x.shape[1])
                ],
            })
        yield {"fixture": name, "labels": labels.tolist(), "features": features, "clusters": clusters}


if __name__ == "__main__":
    write("profile", {"trees": list(trees()), "effects": list(effects(fixtures()))})
