#!/bin/sh
# The libraries of another kind of processor, out of Debian's packages, in a folder of their own: nothing is
# installed. Usage: tests/foreign.sh ARCHITECTURE FOLDER   (Debian's names: arm64, i386, s390x, …)
set -eu
architecture=$1 folder=$2
[ ! -f "$folder/complete" ] || exit 0
command -v apt-get >/dev/null || {
    echo "the libraries of $architecture come from Debian's packages; this system has no apt-get" >&2
    exit 1
}
mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial" "$folder/root"
folder=$(cd "$folder" && pwd)
: >"$folder/status" # as though nothing were installed
. /etc/os-release
# from where this system has its own packages
site=$(apt-get indextargets --format '$(SITE)' "Release: $VERSION_CODENAME" 'Component: main' 'Created-By: Packages' | head -n 1)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site $VERSION_CODENAME main" \
    >"$folder/sources.list"
apt() {
    apt-get -qq -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" \
        -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 -o Dir::State::lists="$folder/lists" \
        -o Dir::Cache="$folder/cache" -o Dir::State::status="$folder/status" \
        -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null "$@"
}
apt update
apt install --yes --download-only --no-install-recommends libc6-dev libgcc-s1 liblua5.4-dev libsqlite3-dev \
    libsodium-dev libxlsxwriter-dev libnlopt-dev
for package in "$folder"/cache/archives/*.deb; do
    dpkg-deb --extract "$package" "$folder/root"
done
touch "$folder/complete"
