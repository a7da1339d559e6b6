#!/bin/sh
# Installs the Debian packages polsim needs and this machine lacks, saying what each is for.
# Usage: deps.sh [run] [test] [lint] [guard] [digests]: for which purposes; none: all but digests, whose compilers
# for other processors are large. On other systems: install their like by hand, then `make all`.
set -eu

wanted=" ${*:-run test lint guard} "

needs="
gcc|run|compiles the program
libc6-dev|run|compiles the program
pkg-config|run|finds the libraries
liblua5.4-dev|run|the language of scenarios
libsqlite3-dev|run|the database of runs
libsodium-dev|run|digests and names of random streams (BLAKE2b)
libxlsxwriter-dev|run|writes workbooks
libnlopt-dev|run|searches for the least cost (solve --minimise)
gettext|run|compiles the Chinese words of the program (msgfmt)
gnuplot-nox|run|draws the plots
fonts-wqy-zenhei|run|Chinese letters in plots
libcmocka-dev|test|runs the tests
r-mathlib|test|checks the samplers in the tests against R
python3|test|reads back what polsim export and report wrote; a step of the researchers' tutorial
sqlite3|test|asks the database what the manuals ask
r-base-core|test|reads draws as the researchers' tutorial does
r-cran-rsqlite|test|reads draws as the researchers' tutorial does
python3-numpy|test|computes the examples another way, as docs/examples.md shows
groff-base|test|typesets the manual page
mandoc|test|checks the manual page
libreoffice-calc-nogui|test|opens the workbook as an office does
chromium|test|shows the pages of polsim report at desktop and phone width and prints them
lua-check|lint|checks the Lua scripts in make lint
valgrind|guard|counts instructions in make bench-guard
clang|digests|another compiler, for make digests
gcc-aarch64-linux-gnu|digests|compiles for arm64
gcc-s390x-linux-gnu|digests|compiles for s390x, whose bytes stand the other way round
gcc-i686-linux-gnu|digests|compiles for 32 bits
qemu-user-static|digests|runs what is compiled for other processors
"

missing=""
while IFS='|' read -r package purpose why; do
    case "$wanted" in *" ${purpose:-none} "*) ;; *) continue ;; esac
    if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
        echo "needs $package: $why"
        missing="$missing $package"
    fi
done <<EOF
$needs
EOF

[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null || {
    echo "this system has no apt-get: install the packages above by hand, then run make again" >&2
    exit 1
}
sudo=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "installing needs root: run as root, or install sudo" >&2
        exit 1
    }
    sudo="sudo"
fi
echo "installing:$missing"
$sudo apt-get update -q
# shellcheck disable=SC2086  # a list of words
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
