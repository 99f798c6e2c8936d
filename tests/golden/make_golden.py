"""Makes the golden files in this folder. Run by hand, in an environment with the packages of requirements.txt:

    python make_golden.py

Values are rounded before use, so that both sides read the very same numbers.
"""

import json
import platform
from pathlib import Path

import kneed
import numpy as np
import scipy
import sklearn
from scipy.optimize import linear_sum_assignment
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris, load_wine, make_blobs
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.impute import SimpleImputer
from sklearn.metrics import (
    adjusted_rand_score,
    calinski_harabasz_score,
    davies_bouldin_score,
    silhouette_samples,
    silhouette_score,
)
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler

HERE = Path(__file__).parent
VERSIONS = {
    "python": platform.python_version(),
    "numpy": np.__version__,
    "scipy": scipy.__version__,
    "scikit-learn": sklearn.__version__,
    "kneed": kneed.__version__,
}


def fixtures():
    rng = np.random.default_rng(20240501)
    blobs, _ = make_blobs(n_samples=240, n_features=4, centers=5, cluster_std=1.6, random_state=7)
    skewed = rng.lognormal(1.0, 1.2, size=(40, 5))
    skewed[:, 1] = 7.25
    skewed[:, 2] += 1e6
    skewed[rng.random(40) < 0.8, 3] = 0.0
    shares = rng.dirichlet(np.full(7, 0.7), size=60)
    shares[shares < 0.03] = 0.0
    shares = 100 * shares / shares.sum(axis=1, keepdims=True)
    dirty = np.vstack([rng.normal(size=(190, 3)), rng.normal(size=(10, 3)) * 6])
    data = {
        "iris": load_iris().data,
        "wine": load_wine().data,
        "blobs": blobs,
        "skewed": skewed,
        "shares": shares,
        "wide": rng.normal(size=(12, 30)) * np.linspace(0.2, 3, 30),
        "dirty": dirty,
    }
    return {name: np.round(np.asarray(x, dtype=float), 6) for name, x in data.items()}


def write(name, content):
    text = json.dumps({"versions": VERSIONS, **content}, separators=(",", ":"), allow_nan=False)
    (HERE / f"{name}.json").write_text(text + "\n")
    print(name, len(text))


def table(x):
    return {"rows": x.shape[0], "columns": x.shape[1], "values": x.ravel().tolist()}


def make_scale(data):
    cases = []
    for name in ["skewed", "shares"]:
        x = data[name]
        for method, scaler in {
            "zscore": StandardScaler(),
            "minmax": MinMaxScaler(),
            "maxabs": MaxAbsScaler(),
            "robust": RobustScaler(),
        }.items():
            cases.append({"fixture": name, "method": method, "scaled": scaler.fit_transform(x).ravel().tolist()})
    x = data["shares"]
    delta = (1 / x.shape[1]) ** 2
    closed = x / x.sum(axis=1, keepdims=True)
    zeros = closed == 0
    filled = np.where(zeros, delta, closed * (1 - delta * zeros.sum(axis=1, keepdims=True)))
    clr = np.log(filled) - np.log(filled).mean(axis=1, keepdims=True)
    cases.append({"fixture": "shares", "method": "clr", "scaled": clr.ravel().tolist()})
    write("scale", {"cases": cases})


def make_impute(data):
    rng = np.random.default_rng(5)
    x = np.round(data["iris"][:40], 1)
    holes = rng.random(x.shape) < 0.2
    x[holes] = np.nan
    fills = {
        ours: SimpleImputer(strategy=theirs).fit(x).statistics_.tolist()
        for ours, theirs in {"mean": "mean", "median": "median", "mode": "most_frequent"}.items()
    }
    values = [None if np.isnan(v) else v for v in x.ravel()]
    write("impute", {"rows": x.shape[0], "columns": x.shape[1], "values": values, "fills": fills})


def make_pca(data):
    cases = []
    for name, components in [("wine", 0.8), ("wine", 0.9999), ("iris", 0.8), ("iris", 3), ("wide", 0.8), ("wide", 5), ("blobs", 0.95)]:
        x = data[name]
        scaled = RobustScaler().fit_transform(x)
        pca = PCA(n_components=components, svd_solver="full").fit(scaled)
        cases.append({
            "fixture": name,
            "components": components,
            "count": int(pca.n_components_),
            "variance": pca.explained_variance_.tolist(),
            "ratio": pca.explained_variance_ratio_.tolist(),
            "loadings": pca.components_.ravel().tolist(),
            "scores": pca.transform(scaled)[:20].ravel().tolist(),
        })
    write("pca", {"cases": cases})


def make_kmeans(data):
    cases, curves = [], []
    for name in ["iris", "wine", "blobs", "shares", "dirty"]:
        x = StandardScaler().fit_transform(data[name]) if name == "wine" else data[name]
        inertias = []
        for k in range(2, 11):
            fit = KMeans(k, n_init=10, random_state=0, algorithm="lloyd").fit(x)
            inertias.append(float(fit.inertia_))
        cases.append({"fixture": name, "zscore": name == "wine", "k": list(range(2, 11)), "inertia": inertias})
        knee = kneed.KneeLocator(range(2, 11), inertias, curve="convex", direction="decreasing").knee
        curves.append({"fixture": name, "k": list(range(2, 11)), "inertia": inertias, "knee": None if knee is None else int(knee)})
    write("kmeans", {"cases": cases, "curves": curves})


def dunn(x, labels):
    distance = np.sqrt(((x[:, None, :] - x[None, :, :]) ** 2).sum(axis=2))
    same = labels[:, None] == labels[None, :]
    return float(distance[~same].min() / distance[same].max())


def inertia(x, labels):
    return float(sum(((x[labels == c] - x[labels == c].mean(axis=0)) ** 2).sum() for c in np.unique(labels)))


def make_scores(data):
    cases = []
    for name, ks in [("iris", [2, 3, 7]), ("wine", [3, 5]), ("blobs", [4, 5, 6]), ("shares", [2, 4, 9])]:
        x = data[name]
        for k in ks:
            labels = KMeans(k, n_init=3, random_state=k).fit_predict(x)
            labels[0] = k  # a cluster of one row
            cases.append({
                "fixture": name,
                "labels": labels.tolist(),
                "silhouette": float(silhouette_score(x, labels)),
                "silhouettes": silhouette_samples(x, labels).tolist(),
                "calinski_harabasz": float(calinski_harabasz_score(x, labels)),
                "davies_bouldin": float(davies_bouldin_score(x, labels)),
                "dunn": dunn(x, labels),
                "inertia": inertia(x, labels),
            })
    rng = np.random.default_rng(9)
    pairs = []
    for n, a, b in [(10, 2, 2), (50, 3, 5), (200, 7, 4), (30, 1, 3), (30, 1, 1), (20, 20, 20)]:
        first, second = rng.integers(a, size=n), rng.integers(b, size=n)
        second[: n // 2] = first[: n // 2]
        if a == 20:
            first = second = np.arange(n)
        pairs.append({"a": first.tolist(), "b": second.tolist(), "adjusted_rand": float(adjusted_rand_score(first, second))})
    write("scores", {"cases": cases, "pairs": pairs})


def make_isolation(data):
    cases = []
    for name in ["dirty", "wine", "iris"]:
        x = data[name]
        forests = [IsolationForest(n_estimators=100, random_state=seed).fit(x).score_samples(x) for seed in range(30)]
        between = [float(spearmanr(forests[i], forests[i + 1]).statistic) for i in range(0, 30, 2)]
        cases.append({
            "fixture": name,
            "scores": np.mean(forests, axis=0).tolist(),
            "one": forests[0].tolist(),
            "between_seeds": min(between),
        })
    removed = []
    for n in [10, 21, 22, 41, 42, 61, 100]:
        scores = np.arange(n) / 7
        removed.append({"n": n, "threshold": float(np.percentile(scores, 5)), "removed": int((scores < np.percentile(scores, 5)).sum())})
    write("isolation", {"cases": cases, "removed": removed})


def make_linalg(data):
    cases = []
    for name in ["iris", "wine", "skewed"]:
        covariance = np.cov(data[name], rowvar=False)
        cases.append({
            "fixture": name,
            "covariance": covariance.ravel().tolist(),
            "values": np.linalg.eigvalsh(covariance)[::-1].tolist(),
        })
    rng = np.random.default_rng(3)
    assignments = []
    for rows, columns in [(1, 1), (4, 4), (3, 7), (7, 3), (12, 12)]:
        cost = rng.integers(-20, 50, size=(rows, columns))
        r, c = linear_sum_assignment(cost, maximize=True)
        assignments.append({**table(cost), "total": int(cost[r, c].sum())})
    write("linalg", {"cases": cases, "assignments": assignments})


def main():
    data = fixtures()
    write("data", {"fixtures": {name: table(x) for name, x in data.items()}})
    make_linalg(data)
    make_scale(data)
    make_impute(data)
    make_pca(data)
    make_kmeans(data)
    make_scores(data)
    make_isolation(data)


if __name__ == "__main__":
    main()
