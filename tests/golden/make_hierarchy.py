"""Makes hierarchy.json and density.json in this folder. Run by hand, in an environment with the packages of
requirements.txt, after make_golden.py:

    python make_hierarchy.py

Inputs are the tables of data.json and two made here; values are rounded before use, so that both sides read the very same
numbers. None of them has ties between distances.

Two things about scikit-learn's HDBSCAN. With `cluster_selection_epsilon` it fails under NumPy 2.4 (1.9.1 turns arrays of one
value into numbers), so run this with numpy==2.3.5. And core distances make edges equally long even without ties in the
data; it sorts them with a sort that is not stable, so that the order of equal ones, and with it now and then the cluster of a
row between two clusters, depends on the processor. Here they keep the order in which they were found; the script prints how
many results that changes.
"""

import json
import platform
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist
import sklearn.cluster._hdbscan.hdbscan as hdbscan_module
from sklearn.cluster import DBSCAN, HDBSCAN, OPTICS, AgglomerativeClustering
from sklearn.cluster._hdbscan._linkage import make_single_linkage
from sklearn.datasets import make_blobs, make_moons
from sklearn.neighbors import NearestNeighbors

warnings.filterwarnings("ignore")
shipped_process_mst = hdbscan_module._process_mst


def stable_process_mst(edges):
    return make_single_linkage(edges[np.argsort(edges["distance"], kind="stable")])


HERE = Path(__file__).parent
VERSIONS = {
    "python": platform.python_version(),
    "numpy": np.__version__,
    "scipy": scipy.__version__,
    "scikit-learn": sklearn.__version__,
}


def tables():
    found = json.loads((HERE / "data.json").read_text())["fixtures"]
    data = {
        name: np.array(found[name]["values"]).reshape(found[name]["rows"], found[name]["columns"])
        for name in ["wine", "blobs", "shares", "wide", "dirty"]
    }
    data["moons"] = make_moons(n_samples=180, noise=0.06, random_state=3)[0]
    dense, _ = make_blobs(
        n_samples=[90, 60, 40, 25], n_features=3, cluster_std=[0.4, 1.0, 1.8, 0.2], center_box=(-9, 9), random_state=5
    )
    scatter = np.random.default_rng(8).uniform(-12, 12, size=(30, 3))
    data["densities"] = np.vstack([dense, scatter])
    data = {name: np.round(x, 6) for name, x in data.items()}
    for name, x in data.items():
        distances = pdist(x)
        assert len(np.unique(distances)) == len(distances), f"{name} has ties"
    return data


def write(name, content):
    text = json.dumps({"versions": VERSIONS, **content}, separators=(",", ":"), allow_nan=False)
    (HERE / f"{name}.json").write_text(text + "\n")
    print(name, len(text))


def table(x):
    return {"rows": x.shape[0], "columns": x.shape[1], "values": x.ravel().tolist()}


def finite(values):
    return [float(v) if np.isfinite(v) else None for v in values]


def make_hierarchy(data):
    cases = []
    for name, x in data.items():
        for method in ["ward", "average", "complete", "single"]:
            z = linkage(x, method)
            ks = [2, 3, 5, 8]
            height = float((z[-6, 2] + z[-5, 2]) / 2)
            cases.append({
                "fixture": name,
                "linkage": method,
                "merges": z[:, :2].astype(int).tolist() if name == "wide" else None,
                "sizes": z[:, 3].astype(int).tolist() if name == "wide" else None,
                "heights": z[:, 2].tolist(),
                "k": ks,
                "labels": [AgglomerativeClustering(k, linkage=method).fit_predict(x).tolist() for k in ks],
                "height": height,
                "below": fcluster(z, height, "distance").tolist(),
            })
    write("hierarchy", {"tables": {name: table(data[name]) for name in ["moons", "densities"]}, "cases": cases})


def make_density(data):
    dbscan, hdbscan, optics = [], [], []
    for name, x in data.items():
        for min_samples, share in [(4, 0.5), (5, 0.8), (8, 0.9)]:
            reach = np.sort(NearestNeighbors(n_neighbors=min_samples).fit(x).kneighbors(x)[0][:, -1])
            eps = float(np.round(reach[int(share * (len(x) - 1))] * 1.001, 9))
            fit = DBSCAN(eps=eps, min_samples=min_samples).fit(x)
            dbscan.append({
                "fixture": name,
                "eps": eps,
                "minSamples": min_samples,
                "cores": fit.core_sample_indices_.tolist(),
                "labels": fit.labels_.tolist(),
            })
        spread = float(np.round(np.median(NearestNeighbors(n_neighbors=5).fit(x).kneighbors(x)[0][:, -1]), 9))
        for size, samples, method, epsilon in [
            (5, None, "eom", 0.0),
            (10, 3, "eom", 0.0),
            (4, 2, "leaf", 0.0),
            (8, 5, "leaf", 0.0),
            (4, 2, "eom", spread * 1.3),
            (4, 2, "leaf", spread * 1.1),
        ]:
            if len(x) < 40 and size > 5:
                continue
            model = HDBSCAN(
                min_cluster_size=size, min_samples=samples, cluster_selection_method=method,
                cluster_selection_epsilon=epsilon, copy=True,
            )
            hdbscan_module._process_mst = shipped_process_mst
            shipped = model.fit_predict(x)
            hdbscan_module._process_mst = stable_process_mst
            fit = model.fit(x)
            changed = int((shipped != fit.labels_).sum())
            if changed > 0:
                print("order of equal edges:", name, size, samples, method, changed, "rows")
            hdbscan.append({
                "fixture": name,
                "minClusterSize": size,
                "minSamples": size if samples is None else samples,
                "selection": "leaf" if method == "leaf" else "excess_of_mass",
                "selectionEpsilon": epsilon,
                "labels": fit.labels_.tolist(),
                "strengths": fit.probabilities_.tolist(),
            })
        for samples, size, xi, limit in [(5, 5, 0.05, np.inf), (4, 12, 0.02, np.inf), (5, 8, 0.1, spread * 2)]:
            fit = OPTICS(min_samples=samples, min_cluster_size=size, xi=xi, max_eps=limit).fit(x)
            eps = float(spread * 1.5)
            flat = OPTICS(min_samples=samples, max_eps=limit, cluster_method="dbscan", eps=eps).fit(x)
            optics.append({
                "fixture": name,
                "minSamples": samples,
                "minClusterSize": size,
                "xi": xi,
                "maxEps": float(limit) if np.isfinite(limit) else None,
                "order": fit.ordering_.tolist(),
                "reachability": finite(fit.reachability_),
                "coreDistances": finite(fit.core_distances_),
                "predecessors": fit.predecessor_.tolist(),
                "labels": fit.labels_.tolist(),
                "eps": eps,
                "flat": flat.labels_.tolist(),
            })
    write("density", {"dbscan": dbscan, "hdbscan": hdbscan, "optics": optics})


def main():
    data = tables()
    make_hierarchy(data)
    make_density(data)


if __name__ == "__main__":
    main()
