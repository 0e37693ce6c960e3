"""Junheng's statistics in Python: numpy arrays and Arrow tables in, numbers and tables out.

    import junheng
    junheng.stat("cv", books / pupils, weights=pupils)
    junheng.stats()                                  # what there is, with definitions
    junheng.Table(frame).measure("cv gini", "books", weight="pupils", by="county")

`frame` is anything with the Arrow PyCapsule interface (pyarrow, polars, pandas 2.2, DuckDB), or
a dict of columns. A result is again such an object, so that any of them can read it.

A statistic that has no value raises Undefined and says why. A missing value (NaN, None) is never
dropped silently: pass missing="drop" to leave it out.
"""
import ctypes
import ctypes.util
import os

import numpy

_OK, _UNDEFINED, _UNKNOWN, _MISSING, _NOMEM, _INPUT = range(6)

language = "zh" if os.environ.get("LANG", "").startswith("zh") else "en"


class Undefined(ValueError):
    """The statistic has no value for these data; the text says why."""


class _Schema(ctypes.Structure):
    _fields_ = [("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_char_p),
                ("flags", ctypes.c_int64), ("n_children", ctypes.c_int64),
                ("children", ctypes.c_void_p), ("dictionary", ctypes.c_void_p),
                ("release", ctypes.c_void_p), ("private_data", ctypes.c_void_p)]


class _Array(ctypes.Structure):
    _fields_ = [("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64),
                ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64),
                ("buffers", ctypes.POINTER(ctypes.c_void_p)), ("children", ctypes.c_void_p),
                ("dictionary", ctypes.c_void_p), ("release", ctypes.c_void_p),
                ("private_data", ctypes.c_void_p)]


class _Values(ctypes.Structure):
    _fields_ = [(name, ctypes.POINTER(ctypes.c_double)) for name in ("x", "w", "y")] + [("n", ctypes.c_int64)]


class _Question(ctypes.Structure):
    _fields_ = [(name, ctypes.c_char_p) for name in ("ids", "value", "weight", "by")]


class _Stream(ctypes.Structure):
    _fields_ = [("get_schema", ctypes.c_void_p), ("get_next", ctypes.c_void_p),
                ("get_last_error", ctypes.c_void_p), ("release", ctypes.c_void_p),
                ("private_data", ctypes.c_void_p)]


_RELEASE = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


def _library():
    name = os.environ.get("JUNHENG_LIBRARY") or ctypes.util.find_library("junheng")
    library = ctypes.CDLL(name or "libjunheng.so.0")
    doubles, text = ctypes.POINTER(ctypes.c_double), ctypes.c_char_p
    shapes = {
        "jh_call_text": (text, [text, text]),
        "jh_call_statistics": (ctypes.c_int32, []),
        "jh_call_statistic": (text, [ctypes.c_int32, text, text]),
        "jh_call_stat": (ctypes.c_int32, [text, ctypes.POINTER(_Values), doubles, ctypes.POINTER(text)]),
        "jh_call_take": (ctypes.c_void_p, [ctypes.c_void_p, text, text, ctypes.c_int64]),
        "jh_call_look": (ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_void_p, text, text, ctypes.c_int64]),
        "jh_call_close": (None, [ctypes.c_void_p]),
        "jh_call_rows": (ctypes.c_int64, [ctypes.c_void_p]),
        "jh_call_columns": (ctypes.c_int32, [ctypes.c_void_p]),
        "jh_call_column": (text, [ctypes.c_void_p, ctypes.c_int32]),
        "jh_call_measure": (ctypes.c_int32, [ctypes.c_void_p, ctypes.POINTER(_Question),
                                             ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(text)]),
        "jh_call_give": (ctypes.c_int32, [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]),
    }
    for name, (result, arguments) in shapes.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


_jh = _library()


def _text(key):
    return _jh.jh_call_text(key.encode(), language.encode()).decode()


def stats():
    """Every statistic as a dict: id, name, definition, weights, undefined, source."""
    words = ("id", "name", "definition", "weights", "undefined", "source")

    def one(i, what):
        said = _jh.jh_call_statistic(i, what.encode(), language.encode())
        return said.decode() if said else ""
    return [{what: one(i, what) for what in words} for i in range(_jh.jh_call_statistics())]


# ---- one sample -------------------------------------------------------------------------------

def _doubles(x):
    return numpy.ascontiguousarray(x, dtype=numpy.float64)


def _pointer(x):
    return None if x is None else x.ctypes.data_as(ctypes.POINTER(ctypes.c_double))


def stat(id, x, weights=None, second=None, missing="refuse"):
    """The statistic `id` of x, "cv" or with parameters "ge(1.5)"; weights None: all count the same;
    second: the second variable, where the statistic has one (see stats()).

    missing: "refuse" raises ValueError where a value or weight is NaN, "drop" leaves it out."""
    x = _doubles(x)
    w = None if weights is None else _doubles(weights)
    y = None if second is None else _doubles(second)
    columns = [c for c in (x, w, y) if c is not None]
    if x.ndim != 1 or any(c.shape != x.shape for c in columns):
        raise ValueError("x, weights and second must be one-dimensional and of the same length")
    if missing == "drop":
        keep = numpy.logical_and.reduce([numpy.isfinite(c) for c in columns])
        x, w, y = (None if c is None else c[keep] for c in (x, w, y))
    elif missing != "refuse":
        raise ValueError('missing is "refuse" or "drop"')
    if w is not None and (w < 0).any():
        raise ValueError("a weight is negative")
    value, why = ctypes.c_double(), ctypes.c_char_p()
    values = _Values(_pointer(x), _pointer(w), _pointer(y), len(x))
    said = _jh.jh_call_stat(id.encode(), values, ctypes.byref(value), ctypes.byref(why))
    _raise(said, id, why.value)
    return value.value


def _raise(said, word, why=None):
    if said == _UNDEFINED:
        raise Undefined(f"{word}: {_text(why.decode())}")
    if said == _UNKNOWN:
        raise KeyError(word)
    if said == _MISSING:
        raise ValueError('values are missing (NaN); pass missing="drop" to leave them out')
    if said == _NOMEM:
        raise MemoryError()


# ---- tables ------------------------------------------------------------------------------------

def _capsule(name, struct):
    """A PyCapsule around a struct, which is kept until the capsule goes."""
    make = ctypes.pythonapi.PyCapsule_New
    make.restype = ctypes.py_object
    make.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    _kept[ctypes.addressof(struct)] = struct
    return make(ctypes.addressof(struct), name, ctypes.cast(_drop, ctypes.c_void_p))


def _inside(capsule, name):
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return get(capsule, name)


_kept = {}


@ctypes.PYFUNCTYPE(None, ctypes.c_void_p)
def _drop(capsule):
    """What nobody took is released with its capsule."""
    name = ctypes.pythonapi.PyCapsule_GetName
    name.restype, name.argtypes = ctypes.c_char_p, [ctypes.c_void_p]
    get = ctypes.pythonapi.PyCapsule_GetPointer
    old = get.restype, get.argtypes
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_char_p]
    address = get(capsule, name(capsule))
    get.restype, get.argtypes = old
    struct = _kept.pop(address, None)
    if struct is not None and struct.release:
        _RELEASE(struct.release)(address)


class _Columns:
    """A dict of columns as an Arrow array of structs: float64 without copying, text as UTF-8."""

    def __init__(self, columns):
        lengths = {len(c) for c in columns.values()}
        if len(lengths) > 1:
            raise ValueError("columns differ in length")
        self.rows = lengths.pop() if lengths else 0
        self.kept, schemas, arrays = [], [], []
        for name, values in columns.items():
            schema, array = self._column(name, values)
            schemas.append(ctypes.addressof(schema))
            arrays.append(ctypes.addressof(array))
        n = len(schemas)
        self.schema = _Schema(format=b"+s", name=b"", n_children=n, children=self._pointers(schemas),
                              release=self._nothing())
        self.array = _Array(length=self.rows, n_buffers=1, buffers=self._buffers(None), n_children=n,
                            children=self._pointers(arrays), release=self._nothing())

    def _keep(self, thing):
        self.kept.append(thing)
        return thing

    def _nothing(self):
        """Python keeps the memory, so that there is nothing to release."""
        return ctypes.cast(self._keep(_RELEASE(lambda p: None)), ctypes.c_void_p).value

    def _pointers(self, addresses):
        return ctypes.addressof(self._keep((ctypes.c_void_p * max(1, len(addresses)))(*addresses)))

    def _buffers(self, *addresses):
        return self._keep((ctypes.c_void_p * len(addresses))(*addresses))

    def _column(self, name, values):
        values = numpy.asarray(values)
        if values.dtype.kind in "fiub":
            values = self._keep(_doubles(values))
            kind, buffers = b"g", self._buffers(None, values.ctypes.data)
        else:
            kind, buffers = b"U", self._texts(values)
        schema = self._keep(_Schema(format=kind, name=self._keep(name.encode()), flags=2,
                                    release=self._nothing()))
        array = self._keep(_Array(length=self.rows, null_count=-1, n_buffers=len(buffers), buffers=buffers,
                                  release=self._nothing()))
        return schema, array

    def _texts(self, values):
        known = numpy.array([v is not None and v == v for v in values], dtype=bool)
        texts = [str(v).encode() if k else b"" for v, k in zip(values, known)]
        offsets = numpy.zeros(self.rows + 1, dtype=numpy.int64)
        numpy.cumsum([len(t) for t in texts], out=offsets[1:]) if texts else None
        data = self._keep(ctypes.create_string_buffer(b"".join(texts)))
        bits = self._keep(numpy.packbits(known, bitorder="little"))
        self._keep(offsets)
        return self._buffers(bits.ctypes.data if self.rows else None, offsets.ctypes.data,
                             ctypes.addressof(data))


class Table:
    """A table for measuring, and the table that measuring gives."""

    def __init__(self, source):
        """source: a dict of columns, or anything with __arrow_c_array__ or __arrow_c_stream__.
        Numbers are not copied, but from a stream."""
        why = ctypes.create_string_buffer(2000)
        self._kept, self._handle, lang = None, None, language.encode()
        if isinstance(source, ctypes.c_void_p):
            self._handle = source.value
            return
        if hasattr(source, "__arrow_c_array__"):
            self._kept = source.__arrow_c_array__()
            schema = _inside(self._kept[0], b"arrow_schema")
            array = _inside(self._kept[1], b"arrow_array")
            self._handle = _jh.jh_call_look(schema, array, lang, why, len(why))
        elif hasattr(source, "__arrow_c_stream__"):
            capsule = source.__arrow_c_stream__()
            self._handle = _jh.jh_call_take(_inside(capsule, b"arrow_array_stream"), lang, why, len(why))
        else:
            self._kept = _Columns(source)
            self._handle = _jh.jh_call_look(ctypes.addressof(self._kept.schema),
                                            ctypes.addressof(self._kept.array), lang, why, len(why))
        if not self._handle:
            raise ValueError(why.value.decode())

    def __del__(self):
        if getattr(self, "_handle", None):
            _jh.jh_call_close(self._handle)

    def __len__(self):
        return _jh.jh_call_rows(self._open())

    def _open(self):
        if not self._handle:
            raise ValueError("the table was given away")
        return self._handle

    @property
    def columns(self):
        n = _jh.jh_call_columns(self._open())
        return [_jh.jh_call_column(self._handle, i).decode() for i in range(n)]

    def measure(self, ids, value, weight=None, by=()):
        """Statistics (a list, or words parted by blanks) of a column by group, as a new Table with
        the group columns, n, missing, weightless and a column a statistic (null: undefined)."""
        ids = ids.split() if isinstance(ids, str) else list(ids)
        by = [by] if isinstance(by, str) else list(by)
        out, word = ctypes.c_void_p(), ctypes.c_char_p()
        question = _Question(*(text.encode() for text in ("\n".join(ids), value, weight or "", "\n".join(by))))
        said = _jh.jh_call_measure(self._open(), question, ctypes.byref(out), ctypes.byref(word))
        _raise(said, (word.value or b"").decode().split("\n")[0])
        return Table(out)

    def __arrow_c_array__(self, requested_schema=None):
        """Gives the table away: it cannot be used afterwards."""
        if self._kept is not None:
            raise ValueError("this table looks at another's memory; give that one away")
        schema, array = _Schema(), _Array()
        _raise(_jh.jh_call_give(self._open(), ctypes.addressof(schema), ctypes.addressof(array)), "")
        self._handle = None
        return _capsule(b"arrow_schema", schema), _capsule(b"arrow_array", array)

    def to_dict(self):
        """Columns as numpy arrays (numbers; NaN where missing) and lists (texts). Gives the table
        away."""
        schema_capsule, array_capsule = self.__arrow_c_array__()
        schema = _Schema.from_address(_inside(schema_capsule, b"arrow_schema"))
        array = _Array.from_address(_inside(array_capsule, b"arrow_array"))
        out = {}
        for i in range(schema.n_children):
            s = _Schema.from_address(ctypes.c_void_p.from_address(schema.children + 8 * i).value)
            a = _Array.from_address(ctypes.c_void_p.from_address(array.children + 8 * i).value)
            out[s.name.decode()] = _numbers(a) if s.format == b"g" else _strings(a, s.format)
        return out


def _valid(array):
    if not array.buffers[0]:
        return numpy.ones(array.length, dtype=bool)
    bits = (ctypes.c_uint8 * ((array.length + 7) // 8)).from_address(array.buffers[0])
    return numpy.unpackbits(bits, bitorder="little")[:array.length].astype(bool)


def _numbers(array):
    if not array.length:
        return numpy.empty(0)
    seen = numpy.ctypeslib.as_array((ctypes.c_double * array.length).from_address(array.buffers[1]))
    return numpy.where(_valid(array), seen, numpy.nan)


def _strings(array, kind):
    width = ctypes.c_int64 if kind == b"U" else ctypes.c_int32
    offsets = (width * (array.length + 1)).from_address(array.buffers[1])
    valid = _valid(array)
    return [ctypes.string_at(array.buffers[2] + offsets[i], offsets[i + 1] - offsets[i]).decode()
            if valid[i] else None for i in range(array.length)]
