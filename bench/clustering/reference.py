"""scikit-learn's side of the benchmark: reference.py chain|single JSON. The last line of standard error is the result."""

import json
import sys
import time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score
from sklearn.preprocessing import RobustScaler


def read(file):
    return np.fromfile(file["path"]).reshape(file["rows"], file["columns"])


def chain(file):
    scaled = RobustScaler().fit_transform(read(file))
    flags = IsolationForest(contamination=0.05, random_state=0).fit_predict(scaled)
    y = PCA(0.8).fit_transform(scaled[flags == 1])
    found = {"components": y.shape[1], "inertias": [], "silhouettes": [], "calinskiHarabasz": [], "daviesBouldin": []}
    for k in range(2, 11):
        model = KMeans(k, n_init=10, random_state=0).fit(y)
        found["inertias"].append(model.inertia_)
        found["silhouettes"].append(silhouette_score(y, model.labels_))
        found["calinskiHarabasz"].append(calinski_harabasz_score(y, model.labels_))
        found["daviesBouldin"].append(davies_bouldin_score(y, model.labels_))
    return found


def fit(one, x, seed):
    if one["kind"] == "kmeans":
        return KMeans(one["k"], n_init=one["starts"], random_state=seed).fit(x).inertia_
    if one["kind"] == "isolation_forest":
        IsolationForest(contamination=0.05, random_state=seed).fit_predict(x)
    else:
        PCA(0.8).fit_transform(x)
    return None


def single(one):
    x = read(one["file"])
    found = {"seconds": [], "inertias": []}
    for seed in range(one["seeds"]):
        started = time.perf_counter()
        inertia = fit(one, x, seed)
        found["seconds"].append(time.perf_counter() - started)
        if inertia is not None:
            found["inertias"].append(inertia)
    return found


data = json.loads(sys.argv[2])
result = [chain(file) for file in data] if sys.argv[1] == "chain" else single(data)
print(json.dumps(result), file=sys.stderr)
