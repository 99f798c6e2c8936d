"""Makes models.json in this folder, after make_golden.py. Run by hand, in an environment with the packages of
requirements.txt:

    python make_models.py
"""

import json
import platform
import warnings
from importlib.metadata import version
from pathlib import Path

import kmedoids
import numpy as np
import scipy
import sklearn
from scipy.linalg import eigvalsh
from scipy.sparse.csgraph import laplacian
from sklearn.cluster import (
    AffinityPropagation,
    Birch,
    BisectingKMeans,
    KMeans,
    MeanShift,
    MiniBatchKMeans,
    SpectralClustering,
    estimate_bandwidth,
)
from sklearn.datasets import make_circles, make_moons
from sklearn.metrics import pairwise_distances
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import kneighbors_graph
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
VERSIONS = {
    "python": platform.python_version(),
    "numpy": np.__version__,
    "scipy": scipy.__version__,
    "scikit-learn": sklearn.__version__,
    "kmedoids": version("kmedoids"),
}
KS = [2, 3, 5, 8]
SHAPES = ["full", "tied", "diag", "spherical"]


def fixtures():
    data = json.loads((HERE / "data.json").read_text())["fixtures"]
    tables = {
        name: np.array(data[name]["values"]).reshape(data[name]["rows"], data[name]["columns"])
        for name in ["iris", "wine", "blobs", "shares", "dirty"]
    }
    tables["wine"] = np.round(StandardScaler().fit_transform(tables["wine"]), 6)
    moons, _ = make_moons(n_samples=240, noise=0.06, random_state=3)
    rings, _ = make_circles(n_samples=200, noise=0.04, factor=0.4, random_state=3)
    tables["moons"] = np.round(moons, 6)
    tables["rings"] = np.round(rings, 6)
    return tables


def random_cases(name, x):
    """Objectives of methods that start from chance: of one seed, and the best of ten."""
    cases = []
    distances = pairwise_distances(x)
    for k in KS:
        found = {
            "minibatch_kmeans": [MiniBatchKMeans(k, n_init=10, random_state=s).fit(x).inertia_ for s in range(10)],
            "bisecting_kmeans": [BisectingKMeans(k, n_init=10, random_state=s).fit(x).inertia_ for s in range(10)],
            "kmedoids": [kmedoids.fasterpam(distances, k, random_state=s).loss for s in range(10)],
        }
        for method, values in found.items():
            cases.append({"fixture": name, "method": method, "k": k, "one": float(values[0]), "best": float(min(values))})
    return cases


class FromLabels(GaussianMixture):
    """A mixture that starts from given clusters."""

    def __init__(self, labels, **options):
        super().__init__(**options)
        self.labels = labels

    def _initialize_parameters(self, x, random_state, xp=None):
        self._initialize(x, np.eye(self.n_components)[self.labels])


def mixture_cases(name, x):
    cases = []
    for k in [2, 3, 5]:
        labels = KMeans(k, n_init=500, random_state=0).fit(x).labels_
        for shape in SHAPES:
            options = {"n_components": k, "covariance_type": shape}
            fit = FromLabels(labels, **options, tol=1e-3, max_iter=200).fit(x)
            order = np.lexsort(fit.means_.T[::-1])
            scores = [GaussianMixture(**options, tol=1e-4, max_iter=200, random_state=s).fit(x).score(x) for s in range(10)]
            cases.append({
                "fixture": name,
                "k": k,
                "shape": shape,
                "steps": int(fit.n_iter_),
                "weights": fit.weights_[order].tolist(),
                "means": fit.means_[order].tolist(),
                "variance": float(np.sum(fit.covariances_)),
                "score": float(fit.score(x)),
                "bic": float(fit.bic(x)),
                "aic": float(fit.aic(x)),
                "shares": fit.predict_proba(x)[:5][:, order].tolist(),
                "log_densities": fit.score_samples(x)[:20].tolist(),
                "one": float(scores[0]),
                "best": float(max(scores)),
            })
    return cases


def shift_cases(name, x):
    cases = []
    for quantile in [0.3, 0.15]:
        bandwidth = estimate_bandwidth(x, quantile=quantile)
        fit = MeanShift(bandwidth=bandwidth).fit(x)
        noise = MeanShift(bandwidth=bandwidth, cluster_all=False).fit(x)
        cases.append({
            "fixture": name,
            "quantile": quantile,
            "bandwidth": float(bandwidth),
            "centres": fit.cluster_centers_.tolist(),
            "labels": fit.labels_.tolist(),
            "noise": noise.labels_.tolist(),
        })
    return cases


def spectral_cases(name, x):
    cases = []
    gamma = float(np.round(1 / x.var(axis=0).sum(), 6))
    for affinity in ["rbf", "nearest_neighbors"]:
        graph = kneighbors_graph(x, 10, include_self=True).toarray()
        weights = rbf_kernel(x, gamma=gamma) if affinity == "rbf" else (graph + graph.T) / 2
        matrix = laplacian(weights, normed=True)
        np.fill_diagonal(matrix, 1)
        for k in [2, 3, 5]:
            fits = [
                SpectralClustering(k, affinity=affinity, gamma=gamma, n_neighbors=10, n_init=10, random_state=s).fit_predict(x)
                for s in range(3)
            ]
            cases.append({
                "fixture": name,
                "affinity": affinity,
                "gamma": gamma,
                "k": k,
                "eigenvalues": eigvalsh(matrix)[: k + 1].tolist(),
                "labels": [labels.tolist() for labels in fits],
            })
    return cases


def propagation_cases(name, x):
    cases = []
    for damping, preference in [(0.5, None), (0.9, None), (0.9, float(-np.round(10 * x.var(axis=0).sum(), 3)))]:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            fit = AffinityPropagation(damping=damping, preference=preference, random_state=0, max_iter=1000).fit(x)
        if caught:
            continue
        cases.append({
            "fixture": name,
            "damping": damping,
            "preference": preference,
            "exemplars": fit.cluster_centers_indices_.tolist(),
            "labels": fit.labels_.tolist(),
            "iterations": int(fit.n_iter_),
        })
    return cases


def birch_cases(name, x):
    cases = []
    size = float(np.sqrt(x.var(axis=0).sum()))
    for share, branching in [(0.15, 50), (0.3, 5)]:
        threshold = float(np.round(share * size, 6))
        for k in [2, 3, 5]:
            fit = Birch(threshold=threshold, branching_factor=branching, n_clusters=k).fit(x)
            cases.append({
                "fixture": name,
                "threshold": threshold,
                "branching": branching,
                "k": k,
                "subclusters": len(fit.subcluster_centers_),
                "labels": fit.labels_.tolist(),
            })
    return cases


def main():
    tables = fixtures()
    own = {name: {"rows": x.shape[0], "columns": x.shape[1], "values": x.ravel().tolist()} for name, x in tables.items()
           if name in ["moons", "rings", "wine"]}
    usual = ["iris", "wine", "blobs", "shares", "dirty"]
    content = {
        "fixtures": own,
        "random": [case for name in usual for case in random_cases(name, tables[name])],
        "mixtures": [case for name in ["iris", "wine", "blobs", "dirty"] for case in mixture_cases(name, tables[name])],
        "shifts": [case for name in usual for case in shift_cases(name, tables[name])],
        "spectral": [case for name in ["iris", "wine", "blobs", "moons", "rings"] for case in spectral_cases(name, tables[name])],
        "propagation": [case for name in usual for case in propagation_cases(name, tables[name])],
        "birch": [case for name in usual for case in birch_cases(name, tables[name])],
    }
    text = json.dumps({"versions": VERSIONS, **content}, separators=(",", ":"), allow_nan=False)
    (HERE / "models.json").write_text(text + "\n")
    print("models", len(text), {key: len(value) for key, value in content.items()})


if __name__ == "__main__":
    main()
