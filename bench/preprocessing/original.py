"""The steps of the Python original with Polars: read, cast, join, share, group, pivot per category, write."""

import os
import sys

import polars as pl

sales_path, map_path, output = sys.argv[1:4]


def read(path):
    if path.endswith(".parquet"):
        return pl.read_parquet(path)
    return pl.read_csv(path, ignore_errors=True, infer_schema_length=10000, null_values=["", "NA", "N/A", "None", "null"])


sales = read(sales_path).with_columns(
    pl.col("SKU_NBR").cast(pl.Int64, strict=False),
    pl.col("STORE_NBR").cast(pl.Int64, strict=False),
    pl.col("CAT_DSC").cast(pl.Utf8),
    pl.col("TOTAL_SALES").cast(pl.Float64, strict=False),
)
mapping = (
    read(map_path)
    .drop_nulls("PRODUCT_ID")
    .with_columns(pl.col("NEED_STATE").cast(pl.Utf8).str.to_uppercase(), pl.col("PRODUCT_ID").cast(pl.Int64, strict=False))
    .unique()
)
joined = sales.join(mapping, left_on="SKU_NBR", right_on="PRODUCT_ID", how="inner").select(
    "SKU_NBR", "STORE_NBR", "CAT_DSC", "NEED_STATE", "TOTAL_SALES"
)
keys = ["SKU_NBR", "STORE_NBR", "CAT_DSC"]
shared = joined.with_columns(pl.len().over(keys).alias("n")).with_columns(
    (pl.col("TOTAL_SALES") / pl.col("n")).alias("TOTAL_SALES")
).drop("n")
by_need = shared.group_by("CAT_DSC", "STORE_NBR", "NEED_STATE").agg(pl.col("TOTAL_SALES").sum())
total = by_need.group_by("CAT_DSC", "STORE_NBR").agg(pl.col("TOTAL_SALES").sum().alias("total"))
percent = by_need.join(total, on=["CAT_DSC", "STORE_NBR"]).with_columns(
    (pl.col("TOTAL_SALES") / pl.col("total") * 100).alias("percent")
)
os.makedirs(output, exist_ok=True)
percent.sort("CAT_DSC", "STORE_NBR", "NEED_STATE").select(
    "CAT_DSC", "STORE_NBR", "NEED_STATE", "TOTAL_SALES", "percent"
).write_parquet(os.path.join(output, "sales_shares.parquet"))
for index, (_, frame) in enumerate(percent.group_by("CAT_DSC")):
    wide = frame.pivot(on="NEED_STATE", index="STORE_NBR", values="percent").fill_null(0).sort("STORE_NBR")
    wide = wide.select("STORE_NBR", *[pl.col(c).round(2).alias(f"% Sales {c}") for c in wide.columns if c != "STORE_NBR"])
    wide.write_parquet(os.path.join(output, f"{index}.parquet"))
