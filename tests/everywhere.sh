#!/bin/sh
# Builds the program in every way that this machine can and compares what it computes with tests/digests.txt: by gcc
# and clang at -O0, -O2 and -O3, and for other kinds of processors, which qemu emulates; these also store a run
# that the program of this machine reads. Prints a line a build and instruction set. Usage: tests/everywhere.sh BUILD
set -u
build=$1
failed=0

# make's arguments behind the first two: the folder's name, the way of digests.sh
compare() {
    name=$1 way=$2
    shift 2
    folder=$build/digests/$name
    if ! make --no-print-directory -s BUILD="$folder" "$@" "$folder/polsim" >"$folder.log" 2>&1; then
        printf '%-14s not built:\n' "$name"
        tail -n 5 "$folder.log"
        failed=1
        return
    fi
    # shellcheck disable=SC2086 # the emulator is several words
    sh tests/digests.sh "$way" "$name" ${emulator:-} "$folder/polsim" || failed=1
}

# All tables of two runs that the emulated program stored, read by that of this machine, are those of its own, but for
# the time of day.
compare_store() {
    name=$1
    here=$build/digests/gcc-O2/polsim
    tables=$build/digests/$name.tables
    rm -rf "$tables"
    for model in tests/digests/words.lua scenarios/pengyang/baseline.lua; do
        short=$(basename $model .lua)
        mkdir -p "$tables/there/$short" "$tables/here/$short"
        # shellcheck disable=SC2086
        $emulator "$build/digests/$name/polsim" run $model --draws 64 --quiet --store "$tables/there.db" &&
            "$here" run $model --draws 64 --quiet --store "$tables/here.db" &&
            "$here" export @ --csv "$tables/there/$short" --store "$tables/there.db" &&
            "$here" export @ --csv "$tables/here/$short" --store "$tables/here.db" || failed=1
    done >/dev/null
    if diff -r --exclude=runs.csv "$tables/there" "$tables/here" >"$tables/differences"; then
        printf '%-14s what it stores is read here: %d tables the same\n' "$name" \
            "$(find "$tables/there" -name '*.csv' ! -name runs.csv | wc -l)"
    else
        printf '%-14s what it stores is not what is stored here: see %s\n' "$name" "$tables/differences"
        failed=1
    fi
}

mkdir -p "$build/digests"
for compiler in gcc clang; do
    if ! command -v $compiler >/dev/null; then
        printf '%-14s not tried: not installed (sh scripts/deps.sh digests)\n' $compiler
        continue
    fi
    for level in 2 0 3; do
        way=each
        [ $compiler$level = gcc2 ] && way=long
        compare $compiler-O$level $way CC=$compiler CFLAGS=-O$level
    done
done

# Debian's name of the architecture, the compiler's, qemu's, and its libraries' folder
while read -r architecture triplet machine libraries; do
    if ! command -v "$triplet-gcc" >/dev/null || ! command -v "qemu-$machine-static" >/dev/null; then
        printf '%-14s not tried: no compiler or no emulator (sh scripts/deps.sh digests)\n' "$architecture"
        continue
    fi
    root=$(pwd)/$build/foreign/$architecture/root
    sh tests/foreign.sh "$architecture" "$build/foreign/$architecture" || { failed=1; continue; }
    emulator="qemu-$machine-static -L $root"
    PKG_CONFIG_SYSROOT_DIR=$root PKG_CONFIG_LIBDIR=$root/usr/lib/$libraries/pkgconfig:$root/usr/share/pkgconfig \
        compare "$architecture" each CC="$triplet-gcc --sysroot=$root" EMULATOR="$emulator" </dev/null
    compare_store "$architecture" </dev/null
    emulator=
done <<'END'
arm64 aarch64-linux-gnu aarch64 aarch64-linux-gnu
s390x s390x-linux-gnu s390x s390x-linux-gnu
i386 i686-linux-gnu i386 i386-linux-gnu
END
exit $failed
