# Usage: awk -f layers.awk layers.txt FILES. Each line of layers.txt is a layer, lowest first; a file may
# include headers of its own module and of lower layers. A file belongs to the header of its longest prefix.
FNR == NR {
    sub(/#.*/, "")
    for (i = 1; i <= NF; i++)
        layer[$i] = FNR
    next
}
FNR == 1 {
    file = FILENAME
    sub(/.*\//, "", file)
    module = file
    sub(/\.[ch]$/, "", module)
    while (!(module in layer) && sub(/_[^_]*$/, "", module)) {}
    if (!(module in layer)) {
        print FILENAME ": its module is not in layers.txt"
        bad = 1
    }
}
/^#include "/ {
    header = $2
    gsub(/"|\.h$|\.h"$/, "", header)
    name = header
    while (!(name in layer) && sub(/_[^_]*$/, "", name)) {}
    if (header ~ /\.def$/ || name == module)
        next
    if (!(name in layer) || !(module in layer) || layer[name] >= layer[module]) {
        print FILENAME ":" FNR ": includes " header " which is not below " module
        bad = 1
    }
}
END {
    if (!bad)
        print "layers: in order"
    exit bad
}
