"""Makes benchmarks.json in this folder: the models on the public data sets that come with scikit-learn, z-scored, beside
what scikit-learn finds on them. Run by hand, in an environment with the packages of requirements.txt:

    python make_benchmarks.py
"""

import json
import platform
from pathlib import Path

import numpy as np
import scipy
import sklearn
import sklearn.cluster._hdbscan.hdbscan as hdbscan_module
from sklearn.cluster import (
    DBSCAN,
    HDBSCAN,
    OPTICS,
    AffinityPropagation,
    AgglomerativeClustering,
    Birch,
    BisectingKMeans,
    KMeans,
    MeanShift,
    MiniBatchKMeans,
    SpectralClustering,
)
from sklearn.cluster._hdbscan._linkage import make_single_linkage
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
SETS = {"iris": load_iris, "wine": load_wine, "breast_cancer": load_breast_cancer, "digits": load_digits}
# Every third image keeps the file small.
STEP = {"digits": 3}
EPS = {"iris": 0.8, "wine": 2.6, "breast_cancer": 3.0, "digits": 5.0}


def stable_process_mst(edges):
    """Core distances make edges of equal length, whose order NumPy's default sort leaves open: see make_hierarchy.py."""
    return make_single_linkage(edges[np.argsort(edges["distance"], kind="stable")])


hdbscan_module._process_mst = stable_process_mst


def models(name, k):
    yield "kmeans", KMeans(k, n_init=10, random_state=0)
    yield "minibatch_kmeans", MiniBatchKMeans(k, n_init=10, random_state=0)
    yield "bisecting_kmeans", BisectingKMeans(k, n_init=10, random_state=0)
    yield "gmm", GaussianMixture(k, covariance_type="diag", n_init=10, random_state=0)
    for linkage in ["ward", "average", "complete", "single"]:
        yield f"agglomerative {linkage}", AgglomerativeClustering(k, linkage=linkage)
    yield "dbscan", DBSCAN(eps=EPS[name], min_samples=5)
    yield "hdbscan", HDBSCAN(min_cluster_size=10, min_samples=5, copy=True)
    yield "optics", OPTICS(min_samples=5)
    yield "meanshift", MeanShift()
    yield "spectral", SpectralClustering(k, affinity="nearest_neighbors", n_neighbors=10, random_state=0)
    yield "affinity_propagation", AffinityPropagation(damping=0.9, max_iter=1000, random_state=0)
    yield "birch", Birch(n_clusters=k, threshold=0.5)


def inertia(x, labels):
    return float(sum(((x[labels == c] - x[labels == c].mean(0)) ** 2).sum() for c in set(labels)))


sets = []
for name, load in SETS.items():
    data = load()
    x, classes = data.data[:: STEP.get(name, 1)], data.target[:: STEP.get(name, 1)]
    z = StandardScaler().fit_transform(x)
    k = len(set(classes))
    found = []
    for method, model in models(name, k):
        labels = model.fit_predict(z)
        found.append({
            "method": method,
            "labels": [int(label) for label in labels],
            "classes_rand": adjusted_rand_score(classes, labels),
            "inertia": inertia(z, labels),
            "silhouette": float(silhouette_score(z, labels)) if len(set(labels)) > 1 else None,
        })
        if method == "gmm":
            found[-1]["score"] = float(model.score(z))
    sets.append({
        "name": name, "rows": x.shape[0], "columns": x.shape[1], "values": x.ravel().tolist(),
        "classes": [int(c) for c in classes], "k": k, "eps": EPS[name], "found": found,
    })

versions = {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}
(HERE / "benchmarks.json").write_text(json.dumps({"versions": versions, "sets": sets}, separators=(",", ":")) + "\n")
