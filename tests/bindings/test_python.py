"""The Python module: numpy in, numbers out; tables through Arrow, with DuckDB on the other side.

  test_python.py [LIBDUCKDB]      JUNHENG_LIBRARY names the library

Prints a line a check and ends with 1 if one failed.
"""
import ctypes
import gc
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "bindings", "python"))
import numpy  # noqa: E402

import junheng  # noqa: E402

failed = []


def check(fine, what):
    print(("ok  " if fine else "BAD ") + what)
    if not fine:
        failed.append(what)


def refuses(kind, call, part, what):
    try:
        call()
    except kind as e:
        check(part in str(e), f"{what}: {e}")
    else:
        check(False, f"{what}: not refused")


PUPILS = numpy.array([45.0, 37, 89, 76, 55])
BOOKS = numpy.array([279.0, 137, 935, 160, 402])


def samples():
    x = BOOKS / PUPILS
    check(round(junheng.stat("cv", x, PUPILS), 6) == 0.515257, "the published coefficient")
    check(round(junheng.stat("cv", list(x)), 6) == 0.488771, "without weights")
    check(junheng.stat("cv", x[::-1], PUPILS[::-1]) == junheng.stat("cv", x[::-1].copy(), PUPILS[::-1].copy()),
          "arrays with strides")
    check(junheng.stat("mean", numpy.array([1, 2, 3], dtype=numpy.int32)) == 2, "integers")
    junheng.language = "en"
    refuses(junheng.Undefined, lambda: junheng.stat("theil_l", [0, 1]), "zero", "undefined with a reason")
    refuses(junheng.Undefined, lambda: junheng.stat("mean", []), "", "no values")
    refuses(KeyError, lambda: junheng.stat("cvx", x), "cvx", "no such statistic")
    refuses(ValueError, lambda: junheng.stat("mean", [1, numpy.nan]), "missing", "NaN is refused")
    refuses(ValueError, lambda: junheng.stat("mean", [1, 2], [1]), "length", "lengths differ")
    refuses(ValueError, lambda: junheng.stat("mean", [1, 2], [1, -1]), "negative", "a negative weight")
    check(junheng.stat("mean", [1, numpy.nan, 3], missing="drop") == 2, "NaN is left out when told")
    check(abs(junheng.stat("ge(2)", x, PUPILS) - junheng.stat("ge2", x, PUPILS)) < 1e-15, "with a parameter")
    check(abs(junheng.stat("correlation", x, second=2 * x + 1) - 1) < 1e-15, "with a second variable")
    refuses(KeyError, lambda: junheng.stat("correlation", x), "correlation", "the second variable is wanted")
    refuses(KeyError, lambda: junheng.stat("ge(x)", x), "ge(x)", "no such parameter")
    words = junheng.stats()
    check(len(words) > 30 and all(w["id"] and w["name"] and w["definition"] for w in words), "descriptors")


def tables():
    t = junheng.Table({"x": BOOKS / PUPILS, "pupils": PUPILS, "g": ["东", "东", "西", "西", None]})
    check(len(t) == 5 and t.columns == ["x", "pupils", "g"], "a table of columns")
    whole = t.measure("cv gini", "x", "pupils").to_dict()
    check(round(whole["cv"][0], 6) == 0.515257 and whole["n"][0] == 5, "measured as a whole")
    groups = t.measure(["mean"], "x", weight="pupils", by="g").to_dict()
    check(groups["g"] == ["东", "西", None], "groups in order, the missing one apart")
    check(abs(groups["mean"][0] - 416 / 82) < 1e-15, "mean of a group")
    empty = junheng.Table({"x": [], "g": []}).measure("mean", "x", by="g").to_dict()
    check(len(empty["mean"]) == 0, "no rows")
    odd = junheng.Table({"x": [1, numpy.nan, 3], "w": [1.0, 1, 0]}).measure("mean theil_l", "x", "w").to_dict()
    check((odd["n"][0], odd["missing"][0], odd["weightless"][0]) == (1, 1, 1), "what does not count is counted")
    refuses(KeyError, lambda: t.measure("cv ginx", "x"), "ginx", "no such statistic")
    refuses(KeyError, lambda: t.measure("cv", "y"), "y", "no such column")
    refuses(KeyError, lambda: t.measure("cv", "x", by=["g", "h"]), "h", "no such group")
    refuses(ValueError, lambda: junheng.Table({"a": [1], "b": [1, 2]}), "length", "columns differ in length")
    given = t.measure("cv", "x")
    capsules = given.__arrow_c_array__()
    refuses(ValueError, lambda: len(given), "given away", "a table is given away once")
    del capsules
    again = junheng.Table(t.measure("mean", "x", by="g"))
    check(again.columns[0] == "g" and len(again) == 3, "a result is a source")
    del again
    gc.collect()
    check(not junheng._kept, "nothing is held when nobody holds it")


class Duck:
    """Just enough of DuckDB's C interface."""

    def __init__(self, path):
        self.lib = ctypes.CDLL(path)
        for name in ("duckdb_query_arrow_error", "duckdb_value_varchar"):
            getattr(self.lib, name).restype = ctypes.c_char_p
        self.lib.duckdb_value_double.restype = ctypes.c_double
        self.lib.duckdb_value_double.argtypes = [ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint64]
        db, self.con = ctypes.c_void_p(), ctypes.c_void_p()
        assert self.lib.duckdb_open(None, ctypes.byref(db)) == 0
        assert self.lib.duckdb_connect(db, ctypes.byref(self.con)) == 0

    def run(self, sql):
        assert self.lib.duckdb_query(self.con, sql.encode(), None) == 0, sql

    def double(self, sql):
        result = ctypes.create_string_buffer(256)
        assert self.lib.duckdb_query(self.con, sql.encode(), result) == 0, sql
        value = self.lib.duckdb_value_double(ctypes.addressof(result), 0, 0)
        self.lib.duckdb_destroy_result(result)
        return value

    def rows(self, sql):
        return Batches(self, sql)

    def scan(self, table, name):
        """The rows of one of our tables, under a name."""
        self.held = table.__arrow_c_array__()
        schema = junheng._inside(self.held[0], b"arrow_schema")
        array = junheng._inside(self.held[1], b"arrow_array")
        stream = ctypes.c_void_p()
        self.lib.duckdb_arrow_array_scan.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p,
                                                     ctypes.c_void_p, ctypes.c_void_p]
        if self.lib.duckdb_arrow_array_scan(self.con, b"once", schema, array, ctypes.byref(stream)):
            return False
        self.run(f"CREATE TABLE {name} AS SELECT * FROM once")  # a stream flows once
        return True


class Batches:
    """A query's result as an Arrow stream, batch by batch as DuckDB makes them."""

    def __init__(self, duck, sql):
        self.lib, self.result = duck.lib, ctypes.c_void_p()
        if self.lib.duckdb_query_arrow(duck.con, sql.encode(), ctypes.byref(self.result)):
            raise ValueError(self.lib.duckdb_query_arrow_error(self.result).decode())
        take = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
        said = ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)
        done = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
        self.calls = (take(self.schema), take(self.next), said(lambda s: b""), done(lambda s: None))
        self.batches = 0

    def schema(self, stream, out):
        where = ctypes.c_void_p(out)
        return self.lib.duckdb_query_arrow_schema(self.result, ctypes.byref(where))

    def next(self, stream, out):
        where = ctypes.c_void_p(out)
        self.batches += 1
        return self.lib.duckdb_query_arrow_array(self.result, ctypes.byref(where))

    def __arrow_c_stream__(self, requested_schema=None):
        self.stream = junheng._Stream(*(ctypes.cast(c, ctypes.c_void_p).value for c in self.calls), None)
        make = ctypes.pythonapi.PyCapsule_New
        make.restype = ctypes.py_object
        make.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
        return make(ctypes.addressof(self.stream), b"arrow_array_stream", None)


def ducks(path):
    duck = Duck(path)
    duck.run("""CREATE TABLE school AS SELECT i AS id, 'county ' || (i % 7) AS county,
                CASE WHEN i % 11 = 0 THEN NULL ELSE 1 + (i * 37 % 101) END AS books,
                (1 + i % 5)::DECIMAL(9, 2) AS pupils, DATE '2026-09-01' AS day,
                i % 3 = 0 AS town FROM range(10000) t(i)""")
    source = duck.rows("SELECT * FROM school")
    t = junheng.Table(source)
    check(len(t) == 10000 and source.batches > 2, f"DuckDB's rows in {source.batches} batches")
    check(t.columns == ["id", "county", "books", "pupils", "day", "town"], "its columns")
    ours = t.measure("mean sd", "books", "pupils", by="county").to_dict()
    for i, county in enumerate(ours["county"]):
        where = f"FROM school WHERE county = '{county}' AND books IS NOT NULL"
        mean = duck.double(f"SELECT sum(books * pupils::DOUBLE) / sum(pupils)::DOUBLE {where}")
        check(abs(ours["mean"][i] - mean) < 1e-12 * mean, f"{county}: the mean that DuckDB finds")
        check(ours["missing"][i] == duck.double(
            f"SELECT count(*)::DOUBLE FROM school WHERE county = '{county}' AND books IS NULL"),
            f"{county}: missing rows")
    result = t.measure("mean cv", "books", "pupils", by=["county", "town"])
    n = len(result)
    check(duck.scan(result, "result"), "DuckDB takes our table")
    check(duck.double("SELECT count(*)::DOUBLE FROM result") == n, f"all {n} rows of it")
    check(duck.double("SELECT sum(n) + sum(missing) FROM result") == 10000, "and their figures")
    check(duck.double("SELECT count(*)::DOUBLE FROM result WHERE county LIKE 'county %'") == n, "and texts")
    refuses(ValueError, lambda: junheng.Table(duck.rows("SELECT [1, 2] AS list, 1 AS one, TIME '10:00' AS t")),
            "list", "types that cannot be read are named")


samples()
tables()
if len(sys.argv) > 1:
    ducks(sys.argv[1])
sys.exit(1 if failed else 0)
