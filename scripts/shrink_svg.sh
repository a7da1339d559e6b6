#!/bin/sh
# Makes a picture that gnuplot drew as SVG small enough for a README: one digit behind the point in coordinates (texts
# stay as they are), no empty groups, no attributes that say the default. Usage: shrink_svg.sh < large.svg > small.svg
set -eu
# shellcheck disable=SC2016 # $ is sed's
sed -E -e '/<\?xml/d; s/<(title|desc)>[^<]*<.(title|desc)>//' \
    -e '/<text>/!{ s/([0-9][0-9]\.[0-9])[0-9]+/\1/g; s/([0-9])\.0+([^0-9]|$)/\1\2/g; s/rgb\( */rgb(/g; s/, +([0-9])/,\1/g }' |
    tr '\n' '\f' |
    sed -E -e 's/<g [^>]*>\f<\/g>\f//g' \
        -e "s/ stroke-linecap=\"butt\"| stroke-linejoin=['\"]miter['\"]| class=\"gridline\"| stroke-width=\"1\"//g" \
        -e 's/<g id="gnuplot_canvas">/<g fill="none" color="black" stroke-width="1">/' \
        -e 's/<g fill="none" color="black" stroke=/<g stroke=/g' \
        -e "s/ +'/'/g; s/\t//g; s/\f\f+/\f/g" |
    tr '\f' '\n'
