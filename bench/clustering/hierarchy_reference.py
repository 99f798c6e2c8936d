"""One fit of scikit-learn's: DATA ROWS COLUMNS CASE; prints what it took to standard error."""

import json
import sys
import time

import numpy as np
from sklearn.cluster import DBSCAN, HDBSCAN, AgglomerativeClustering
from sklearn.utils import check_array  # noqa: F401 -- what scikit-learn loads late is loaded before the clock starts
import scipy.cluster.hierarchy  # noqa: F401


def model(case):
    if case["kind"] == "agglomerative":
        return AgglomerativeClustering(case["k"], linkage=case["linkage"])
    if case["kind"] == "dbscan":
        return DBSCAN(eps=case["eps"], min_samples=case["minSamples"])
    return HDBSCAN(min_cluster_size=case["minClusterSize"], min_samples=case["minSamples"], copy=True)


path, rows, columns, case = sys.argv[1:]
x = np.fromfile(path).reshape(int(rows), int(columns))
found = model(json.loads(case))
wall, cpu = time.perf_counter(), time.process_time()
labels = found.fit_predict(x)
seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
print(json.dumps({"seconds": seconds, "cpuSeconds": cpu_seconds, "labels": labels.tolist()}), file=sys.stderr)
