"""Makes the golden files of transformers in this folder. Run by hand, after make_golden.py, in its environment:

    python make_preparation.py

Input tables are those of data.json, so that both sides read the very same numbers.
"""

import json
import warnings

import numpy as np
from make_golden import HERE, table, write
from scipy import stats
from sklearn.covariance import EllipticEnvelope, MinCovDet
from sklearn.decomposition import IncrementalPCA, KernelPCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, KNNImputer
from sklearn.linear_model import BayesianRidge
from sklearn.neighbors import LocalOutlierFactor
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, PowerTransformer, RobustScaler, StandardScaler


def fixtures():
    data = json.loads((HERE / "data.json").read_text())["fixtures"]
    return {name: np.array(t["values"]).reshape(t["rows"], t["columns"]) for name, t in data.items()}


def with_holes(x, share, seed):
    rng = np.random.default_rng(seed)
    x = x.copy()
    x[rng.random(x.shape) < share] = np.nan
    x[0] = np.where(np.isnan(x).all(axis=1)[0], 0, x[0])
    return x


def holed(x):
    return {"rows": x.shape[0], "columns": x.shape[1], "values": [None if np.isnan(v) else v for v in x.ravel()]}


def slope_of_likelihood(lam, x):
    """Derivative of the Yeo-Johnson log-likelihood in extended precision."""
    lam = np.longdouble(lam)
    log = np.log1p(np.abs(x))
    exponent = np.where(x < 0, 2 - lam, lam)
    y = np.expm1(exponent * log) / exponent
    dy = (log * np.exp(exponent * log) - y) / exponent
    y, dy = np.where(x < 0, -y, y), dy
    return -((y - y.mean()) * dy).sum() / y.var() + (np.sign(x) * log).sum()


def exact_lambda(x, near):
    x = x.astype(np.longdouble)
    low, high = np.longdouble(near - 1e-4), np.longdouble(near + 1e-4)
    assert slope_of_likelihood(low, x) > 0 > slope_of_likelihood(high, x)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if slope_of_likelihood(middle, x) > 0 else (low, middle)
    return float(low)


def make_power(data):
    cases = []
    skewed = data["skewed"][:, [0, 3, 4]]
    tables = {
        "iris": data["iris"],
        "wine": data["wine"],
        "shares": data["shares"],
        "skewed": skewed,
        "negative": -skewed,
        "centred": data["wine"] - data["wine"].mean(axis=0),
    }
    for name, x in tables.items():
        x = np.round(x, 6)
        fit = PowerTransformer(method="yeo-johnson").fit(x)
        bent = np.column_stack([stats.yeojohnson(x[:, j], fit.lambdas_[j]) for j in range(x.shape[1])])
        cases.append({
            "name": name,
            **table(x),
            "lambda": fit.lambdas_.tolist(),
            "exact": [exact_lambda(x[:, j], fit.lambdas_[j]) for j in range(x.shape[1])],
            "mean": bent.mean(axis=0).tolist(),
            "deviation": bent.std(axis=0).tolist(),
            "scaled": fit.transform(x)[:20].ravel().tolist(),
        })
    write("power", {"cases": cases})


def make_neighbours(data):
    cases = []
    for name, share in [("iris", 0.15), ("wine", 0.1), ("blobs", 0.4)]:
        # Values of one decimal are equally far from many rows; which of those count is left open.
        x = np.round(data[name], 3) + np.round(np.random.default_rng(1).normal(size=data[name].shape) / 10, 4)
        x = with_holes(x, share, 11)
        fit, fresh = x[-70:-10], x[-10:]
        for weights, k in [("uniform", 5), ("distance", 5), ("uniform", 2), ("distance", 1000)]:
            imputer = KNNImputer(n_neighbors=k, weights=weights).fit(fit)
            cases.append({
                "name": name,
                "fit": holed(fit),
                "fresh": holed(fresh),
                "weights": weights,
                "neighbours": k,
                "filled": imputer.transform(fit).ravel().tolist(),
                "filled_fresh": imputer.transform(fresh).ravel().tolist(),
            })
    write("impute_knn", {"cases": cases})


def make_iterative(data):
    cases = []
    rng = np.random.default_rng(8)
    factors = rng.normal(size=(80, 2))
    low_rank = np.round(factors @ rng.normal(size=(2, 6)) + 0.1 * rng.normal(size=(80, 6)), 6)
    units = data["wine"] * np.array([1e-3, 1, 1e3] * 4 + [1])
    for name, x, share in [
        ("iris", data["iris"][50:], 0.15),
        ("wine", data["wine"], 0.1),
        ("units", units, 0.1),
        ("low_rank", low_rank, 0.3),
        ("wide", data["wide"], 0.1),
    ]:
        x = with_holes(x, share, 12)
        x[:, 1] = np.where(np.isnan(x[:, 1]), 0.5, x[:, 1])  # a complete column
        cut = len(x) * 3 // 4
        fit, fresh = x[:cut], x[cut:].copy()
        fresh[1, 1] = np.nan
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            imputer = IterativeImputer().fit(fit)
        cases.append({
            "name": name,
            "fit": holed(fit),
            "fresh": holed(fresh),
            "rounds": int(imputer.n_iter_),
            "filled": imputer.transform(fit).ravel().tolist(),
            "filled_fresh": imputer.transform(fresh).ravel().tolist(),
        })
    ridges = []
    for name in ["iris", "wine", "blobs"]:
        x, y = data[name][:, :-1], data[name][:, -1]
        fit = BayesianRidge().fit(x, y)
        ridges.append({
            "fixture": name,
            "coefficients": fit.coef_.tolist(),
            "intercept": float(fit.intercept_),
            "alpha": float(fit.alpha_),
            "lambda": float(fit.lambda_),
        })
    write("impute_iterative", {"cases": cases, "ridges": ridges})


def make_encode():
    rng = np.random.default_rng(2)
    texts = rng.choice(list("abcdefgh"), size=60, p=[0.3, 0.22, 0.16, 0.12, 0.09, 0.06, 0.03, 0.02]).tolist()
    column = np.array(texts, dtype=object)[:, None]
    fresh = np.array([["a"], ["h"], ["new"], ["c"]], dtype=object)
    cases = []
    for levels, least in [(None, None), (3, None), (None, 6), (4, 4), (2, 1)]:
        encoder = OneHotEncoder(
            max_categories=None if levels is None else levels + 1,
            min_frequency=least,
            handle_unknown="infrequent_if_exist",
            sparse_output=False,
        ).fit(column)
        cases.append({
            "levels": levels,
            "least": least,
            "encoded": encoder.transform(column).astype(int).tolist(),
            "fresh": encoder.transform(fresh).astype(int).tolist(),
        })
    ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1).fit(column)
    binary = np.array(["no", "yes", "yes", "no"], dtype=object)[:, None]
    write("encode", {
        "texts": texts,
        "fresh": fresh.ravel().tolist(),
        "one_hot": cases,
        "ordinal": ordinal.transform(column).ravel().tolist(),
        "ordinal_fresh": ordinal.transform(fresh).ravel().tolist(),
        "binary": OneHotEncoder(drop="if_binary", sparse_output=False).fit_transform(binary).ravel().tolist(),
    })


def make_local(data):
    cases = []
    for name in ["dirty", "blobs", "wine"]:
        x = data[name]
        fit, fresh = x[:-20], x[-20:]
        for k in [20, 5]:
            known = LocalOutlierFactor(n_neighbors=k, contamination=0.05).fit(fit)
            novel = LocalOutlierFactor(n_neighbors=k, novelty=True).fit(fit)
            cases.append({
                "fixture": name,
                "neighbours": k,
                "scores": known.negative_outlier_factor_.tolist(),
                "threshold": float(known.offset_),
                "outliers": np.flatnonzero(known.fit_predict(fit) < 0).tolist(),
                "fresh": novel.score_samples(fresh).tolist(),
            })
    write("local_outliers", {"cases": cases})


def make_elliptic(data):
    cases = []
    rng = np.random.default_rng(4)
    large = rng.normal(size=(700, 4)) @ rng.normal(size=(4, 4))
    large[:90] += 9
    single = np.concatenate([rng.normal(size=70), rng.normal(size=30) + 12])[:, None]
    tables = {
        "dirty": data["dirty"],
        "iris": data["iris"],
        "wine": StandardScaler().fit_transform(data["wine"]),
        "large": large,
        "single": single,
    }
    for name, x in tables.items():
        x = np.round(x, 6)
        fits = [MinCovDet(random_state=seed).fit(x) for seed in range(10)]
        best = min(fits, key=lambda fit: np.linalg.slogdet(fit.raw_covariance_)[1])
        support = np.flatnonzero(best.raw_support_)
        envelope = EllipticEnvelope(random_state=fits.index(best), contamination=0.05).fit(x)
        cases.append({
            "name": name,
            **table(x),
            "log_determinants": [float(np.linalg.slogdet(fit.raw_covariance_)[1]) for fit in fits],
            "support": support.tolist(),
            "location": best.location_.tolist(),
            "covariance": best.covariance_.ravel().tolist(),
            "distances": best.dist_.tolist(),
            "threshold": float(envelope.offset_),
        })
    quantiles = [
        {"df": df, "share": p, "quantile": float(stats.chi2.ppf(p, df))}
        for df in [1, 2, 3, 5, 12, 40, 300, 1000]
        for p in [0.01, 0.5, 0.55, 0.9, 0.975, 0.999]
    ]
    probabilities = [
        {"df": df, "x": x, "share": float(stats.chi2.cdf(x, df))}
        for df in [1, 2, 5, 40, 1000]
        for x in [0.1, 1.0, 5.0, 38.0, 1010.0]
    ]
    write("elliptic", {"cases": cases, "quantiles": quantiles, "probabilities": probabilities})


def make_incremental(data):
    cases = []
    for name, count, size in [("wine", 5, 40), ("iris", 2, 30), ("blobs", 4, None), ("wide", 4, 5), ("wine", None, 60)]:
        x = RobustScaler().fit_transform(data[name])
        fit = IncrementalPCA(n_components=count, batch_size=size).fit(x)
        cases.append({
            "fixture": name,
            "components": count,
            "batch": int(fit.batch_size_),
            "mean": fit.mean_.tolist(),
            "variance": fit.explained_variance_.tolist(),
            "ratio": fit.explained_variance_ratio_.tolist(),
            "loadings": fit.components_.ravel().tolist(),
            "scores": fit.transform(x)[:20].ravel().tolist(),
        })
    write("pca_incremental", {"cases": cases})


def make_kernel(data):
    cases = []
    for name, count, gamma in [("wine", 6, None), ("iris", 3, 0.5), ("blobs", 8, None), ("wide", 5, None), ("dirty", 4, 2.0)]:
        x = RobustScaler().fit_transform(data[name])
        cut = len(x) - 5
        fit = KernelPCA(n_components=count, kernel="rbf", gamma=gamma, eigen_solver="dense").fit(x[:cut])
        full = KernelPCA(kernel="rbf", gamma=gamma, eigen_solver="dense").fit(x[:cut])
        cases.append({
            "fixture": name,
            "components": count,
            "gamma": gamma,
            "count": len(fit.eigenvalues_),
            "values": fit.eigenvalues_.tolist(),
            "total": float(full.eigenvalues_.sum()),
            "scores": fit.transform(x[:20]).ravel().tolist(),
            "fresh": fit.transform(x[cut:]).ravel().tolist(),
        })
    write("pca_kernel", {"cases": cases})


def main():
    data = fixtures()
    make_power(data)
    make_neighbours(data)
    make_iterative(data)
    make_encode()
    make_local(data)
    make_elliptic(data)
    make_incremental(data)
    make_kernel(data)


if __name__ == "__main__":
    main()
