"""A disk as it may be after a power cut, from what recorder.c noted.

What was synced is there. Of later writes any 512-byte sector may be there or not, in any order; of names that were
given or taken since their folder was synced, some.
"""
import os
import struct

HEAD = struct.Struct("=cxxxIQQ")
SECTOR = 512


class File:
    def __init__(self):
        self.durable = bytearray()
        self.later = []  # (offset, bytes), or (size, None) where it was cut or stretched

    def sync(self):
        for at, data in self.later:
            apply(self.durable, at, data)
        self.later = []

    def after_cut(self, rng, keep):
        content = bytearray(self.durable)
        for at, data in self.later:
            if data is None:
                if rng.random() < keep:
                    apply(content, at, None)
                continue
            start = at
            while start < at + len(data):
                end = min(at + len(data), (start // SECTOR + 1) * SECTOR)
                if rng.random() < keep:
                    apply(content, start, data[start - at:end - at])
                start = end
        return content


def apply(content, at, data):
    size = at if data is None else at + len(data)
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if data is None:
        del content[at:]
    else:
        content[at:size] = data


class Folder:
    def __init__(self):
        self.now, self.durable = {}, {}
        self.later = []  # each a list of (name, thing or None) that takes place as one

    def change(self, *entries):
        self.later.append(entries)
        put(self.now, entries)

    def sync(self):
        self.durable = dict(self.now)
        self.later = []

    def after_cut(self, rng, keep):
        names = dict(self.durable)
        in_order = rng.random() < 0.5
        reach = rng.randint(0, len(self.later))
        for i, entries in enumerate(self.later):
            if i < reach if in_order else rng.random() < keep:
                put(names, entries)
        return names


def put(names, entries):
    for name, thing in entries:
        if thing is None:
            names.pop(name, None)
        else:
            names[name] = thing


class Disk:
    """Takes in what was noted, event by event."""

    def __init__(self, inode):
        self.root = Folder()
        self.by_inode = {inode: self.root}
        self.replaced = 0  # how often less care was asked for

    def where(self, path):
        folder, parts = self.root, path.split("/")
        for part in parts[:-1]:
            folder = folder.now[part]
        return folder, parts[-1]

    def take(self, kind, a, b, data):
        if kind in "cm":
            folder, name = self.where(data.decode())
            thing = self.by_inode[a] = File() if kind == "c" else Folder()
            folder.change((name, thing))
        elif kind == "w":
            self.by_inode[a].later.append((b, data))
        elif kind == "t":
            self.by_inode[a].later.append((b, None))
        elif kind in "sd":
            self.by_inode[a].sync()
        elif kind == "u":
            folder, name = self.where(data.decode())
            folder.change((name, None))
        elif kind in "rl":
            self.rename(*data.decode().split("\n"), kind == "l")
        elif kind == "x":
            self.replaced += 1

    def rename(self, old, new, keeps_old):
        folder, name = self.where(old)
        other, new_name = self.where(new)
        assert folder is other, "renamed across folders"
        thing = folder.now[name]
        folder.change(*([] if keeps_old else [(name, None)]), (new_name, thing))

    def write(self, path, rng, keep):
        """Lays out in the folder `path` what may be there after a cut now."""
        lay_out(self.root, path, rng, keep)


def lay_out(folder, path, rng, keep):
    os.makedirs(path)
    for name, thing in sorted(folder.after_cut(rng, keep).items()):
        to = os.path.join(path, name)
        if isinstance(thing, Folder):
            lay_out(thing, to, rng, keep)
        else:
            with open(to, "wb") as f:
                f.write(thing.after_cut(rng, keep))


def events(path, start):
    """(kind, a, b, bytes) of the record, from the byte `start`; the last item is where it ends."""
    with open(path, "rb") as f:
        f.seek(start)
        text = f.read()
    at, found = 0, []
    while at < len(text):
        kind, n, a, b = HEAD.unpack_from(text, at)
        at += HEAD.size
        found.append((kind.decode(), a, b, text[at:at + n]))
        at += n
    return found, start + at
