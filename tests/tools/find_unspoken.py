#!/usr/bin/python3
"""Prints what reads as a sentence in the sources and is in no catalogue, and fails where there is some.

    find_unspoken.py po/zh.po engine/*.c engine/*.h scripts/*.lua

xgettext takes the first literal of an argument; of `cond ? "one text" : "another"` it misses the second, and so it
does a text that was never marked. Such a text stays English for readers of Chinese."""
import re
import sys

TOKENS = {
    "c": re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\\\n|\s+|\w+|.', re.S),
    "lua": re.compile(r'--\[\[.*?\]\]|--[^\n]*|\[\[.*?\]\]|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\s+|\w+|\.\.+|.', re.S),
}
SENTENCE = re.compile(r"\b[a-z]+,? [a-z]+,? [a-z]+")
# What no reader of the program's own messages meets, or what has another place for its Chinese.
NO_WORDS = [
    re.compile(r"\b(SELECT|CREATE|INSERT|PRAGMA|FROM|WHERE|DELETE|UPDATE|CASE|JOIN|ORDER BY|DROP)\b"),
    re.compile(r"^[a-z0-9_]+\??( [a-z0-9_]+\??)* ?$"),  # ids of columns, of keys; contexts
    re.compile(r"(^|\n)# .*(Drawn by|Without a format)|To draw it again"),  # comments of a gnuplot script
]
KNOWN = {
    # before anything else works
    "polsim: out of memory (%zu bytes)\n",
    # of compiled programs, for those who work on the engine
    "once a draw: %d instructions\neach month:\n",
    "  read   %s (start of the month)\n",
    "  change %s (end of the month)\n",
    # a message of Lua's own that is looked for
    "attempt to assign to const variable '",
    # bugs of our own
    "polsim: internal error at %s:%d: %s\n",
    "rewriting: '%s' expected in line %d",
    # for the compiler
    "each kind but NONE has its words",
    # no words
    "title.en, title.zh, shows.en, shows.zh, needs.en, needs.zh, question, data.NAME",
    "clang loop vectorize(assume_safety)",
    " abs ceil exp floor log max min sqrt ",
}
FILES_OF_THEIR_OWN = re.compile(r"scripts/(page_(?!html)|page\.|words)|engine/(store_queries\.c|dist\.h)")


def plain(text):
    escapes = {"n": "\n", "t": "\t"}
    return re.sub(r"\\(.)", lambda m: escapes.get(m.group(1), m.group(1)), text)


def literals(path, text):
    """(line, text) of each literal; pieces side by side are one."""
    lua = path.endswith(".lua")
    line, pieces, first, before = 1, [], 0, ["", "", ""]
    for token in TOKENS["lua" if lua else "c"].findall(text):
        if token[0] == '"' or (lua and token[0] == "'" and len(token) > 1):
            first = first if pieces else line
            if "!" not in before[-1] and "en" not in before:  # must(!"…"); { en = "…", zh = "…" } has both
                pieces.append(plain(token[1:-1]))
        elif not (token.isspace() or token == "\\\n" or token.startswith(("/*", "--")) or (lua and token == "..")):
            if pieces:
                yield first, "".join(pieces)
            pieces = []
            before = before[1:] + [token]
        line += token.count("\n")


def catalogue(path):
    known, current = set(), None
    for row in open(path, encoding="utf-8"):
        if row.startswith("msgid "):
            current = plain(row[7:-2])
        elif row.startswith('"') and current is not None:
            current += plain(row[1:-2])
        elif row.startswith("msgstr ") and current is not None:
            known.add(current)
            current = None
    return known


def main():
    known, found = catalogue(sys.argv[1]) | KNOWN, 0
    for path in sys.argv[2:]:
        if FILES_OF_THEIR_OWN.search(path):
            continue
        for line, text in literals(path, open(path, encoding="utf-8").read()):
            if text in known or not SENTENCE.search(text) or any(no.search(text) for no in NO_WORDS):
                continue
            print(f"{path}:{line}: {text!r} is in no catalogue")
            found += 1
    sys.exit(1 if found else 0)


main()
