#!/bin/sh
# Prints the C file that holds the texts of the files named, for engine/embed_find.c.
#   sh scripts/embed.sh scripts/people.lua plots/fan.gp > build/embed.c
# One literal a line of text, so that a diff of the output can be read. Text files only: no zero bytes;
# each ends in a line end.
set -eu
LC_ALL=C
export LC_ALL

for file in "$@"; do # a file that is missing must fail the build, not be left out
    test -s "$file" || { echo "embed.sh: '$file' is missing or empty" >&2; exit 1; }
done
paths=$(printf '%s\n' "$@" | sort -u)

# shellcheck disable=SC2086  # paths have no spaces: they are names in our own tree
awk '
    function finish() { if (open) print "    ;" }
    FNR == 1 || FILENAME != path {
        finish()
        path = FILENAME; open = 1
        printf "static const char text_%d[] = /* %s */ \"\"\n", count, path
        seen[count++] = path
    }
    {   # ? would make trigraphs in C11
        gsub(/[\\"?]/, "\\\\&"); gsub(/\r/, "\\r"); gsub(/\t/, "\\t")
        printf "    \"%s\\n\"\n", $0
    }
    BEGIN { print "#include \"embed.h\"\n#include \"embed_table.h\"\n" }
    END {
        finish()
        print "\nconst struct embed_file embed_files[] = {"
        for (i = 0; i < count; i++) printf "    {text_%d, sizeof text_%d - 1},\n", i, i
        print "    {NULL, 0},\n};\n\nconst char *const embed_paths[] = {"
        for (i = 0; i < count; i++) printf "    \"%s\",\n", seen[i]
        print "    NULL,\n};"
    }
' $paths
