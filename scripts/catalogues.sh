#!/bin/sh
# Prints the C file that holds the catalogues named, compiled by msgfmt, for engine/word.c.
#   sh scripts/catalogues.sh po/zh.po > build/catalogues.c
set -eu

compiled=$(mktemp)
trap 'rm -f "$compiled"' EXIT
echo '#include "word.h"'
echo '#include "word_table.h"'
echo
echo '#include <stddef.h>'
for file in "$@"; do
    msgfmt --check --no-hash --endianness=little --output-file="$compiled" "$file"
    echo
    echo "static const unsigned char $(basename "$file" .po)[] = { /* $file */"
    od -An -v -tu1 -w24 "$compiled" | sed 's/ *\([0-9][0-9]*\)/\1,/g'
    echo '};'
done
echo
echo 'const struct word_catalogue word_catalogues[] = {'
for file in "$@"; do
    language=$(basename "$file" .po)
    echo "    {\"$language\", $language},"
done
echo '    {NULL, NULL},'
echo '};'
echo
echo 'const char *const word_languages[] = {'
for file in "$@"; do
    echo "    \"$(basename "$file" .po)\","
done
echo '    "en", NULL};'
