#!/bin/sh
# The program's words for translators, by GNU gettext (docs/translating.md):
#   sh scripts/words.sh extract               prints the template: the English words and the files they stand in
#   sh scripts/words.sh update po/zh.po       brings catalogues up to date with the sources
#   sh scripts/words.sh check po/zh.po        fails where a catalogue lacks a word, has one too many or a wrong format
set -eu

# A function or macro that takes words stands here with the number of the argument that holds them; "c": a context.
extract() {
    common="--output=- --from-code=UTF-8 --sort-by-file --no-wrap --add-location=file --package-name=polsim --keyword"
    # shellcheck disable=SC2086 # a list of words
    xgettext $common --language=C \
        --keyword=WORD --keyword=WORD_IN:1c,2 --keyword=word:2 --keyword=spoken:1 \
        --keyword=say:2 --keyword=pairs_say:2 --keyword=book_say:2 \
        --keyword=error_set:3 --keyword=error_prefix:2 --keyword=error_append:2 \
        --keyword=lua_push_spoken:2 --keyword=lua_fail:3 --keyword=lua_fail_at:4 --keyword=refuse_dist:3 --keyword=refuse_line:4 \
        --keyword=store_refuse:3 --keyword=head_error:2 \
        engine/*.c engine/*.h > "$work/c.pot"
    # Templates of pages hold both languages themselves, for an office to change.
    # shellcheck disable=SC2010,SC2046,SC2086
    xgettext $common --language=Lua \
        --keyword=say:1 --keyword=check.say:1 --keyword=fail:2 --keyword=check.fail:2 --keyword=check.fail_cell:3 \
        --keyword=check.need:4 --keyword=check.value:2 --keyword=value:2 --keyword=simple:2 \
        --keyword=check.new_kind:1 --keyword=check_list:3 --keyword=refuse_twice:2 \
        $(ls scripts/*.lua | grep -v '/page_\|/page.lua') scripts/page_html.lua | sed 's/, lua-format$/, c-format/' > "$work/lua.pot" # places, %2$s, are allowed there too
    msgcat --use-first --no-wrap "$work/c.pot" "$work/lua.pot" |
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
