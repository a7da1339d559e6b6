#!/bin/sh
# The program's words for translators, by GNU gettext (docs/translating.md):
#   sh scripts/words.sh extract               prints the template: the English words and the files they stand in
#   sh scripts/words.sh update po/zh.po       brings catalogues up to date with the sources
#   sh scripts/words.sh check po/zh.po        fails where a catalogue lacks a word, has one too many or a wrong format
set -eu

# A function or macro that takes words stands here with the number of the argument that holds them; "c": a context.
extract() {
    xgettext --output=- --from-code=UTF-8 --language=C --sort-by-file --no-wrap --add-location=file \
        --package-name=polsim --keyword \
        --keyword=WORD --keyword=WORD_IN:1c,2 --keyword=word:2 \
        --keyword=say:2 --keyword=pairs_say:2 --keyword=book_say:2 \
        engine/*.c engine/*.h |
        sed '/^"POT-Creation-Date/d' # it would change each time
}

# Prints the catalogue as the sources want it: what is new has no translation yet, what is gone is left out.
merge() {
    msgmerge --quiet --no-fuzzy-matching --no-wrap --add-location=file --output-file=- "$1" "$2" |
        msgattrib --no-obsolete --no-wrap -
}

check() {
    msgfmt --check --output-file=/dev/null "$1" || return 1
    merge "$1" "$2" > "$work/merged.po"
    diff -u "$1" "$work/merged.po" || {
        echo "$1 is not up to date: run 'make po' and translate what is new" >&2
        return 1
    }
    msgattrib --untranslated --no-wrap "$1" > "$work/bad.po"
    msgattrib --only-fuzzy --no-wrap "$1" >> "$work/bad.po"
    [ ! -s "$work/bad.po" ] || {
        cat "$work/bad.po" >&2
        echo "$1: the entries above are not translated" >&2
        return 1
    }
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
what=$1
shift
extract > "$work/words.pot"
case $what in
extract) cat "$work/words.pot" ;;
update)
    for file in "$@"; do
        merge "$file" "$work/words.pot" > "$work/merged.po"
        cp "$work/merged.po" "$file"
        echo "$file: $(msgfmt --statistics --output-file=/dev/null "$file" 2>&1)"
    done
    ;;
check)
    for file in "$@"; do
        check "$file" "$work/words.pot"
    done
    ;;
*)
    echo "words.sh: extract, update or check, not '$what'" >&2
    exit 2
    ;;
esac
