#!/bin/sh
# Opens a page of HTML in headless Chromium as a desktop (1280 pixels wide) and a phone (390) would, and prints
# what does not fit; then prints it on paper. Usage: render_page.sh PAGE.html FOLDER
# Output: "page" lines are faults; the PDF is FOLDER/page.pdf. Exit 3: Chromium is not installed.
set -eu
page=$(realpath "$1") folder=$2
command -v chromium >/dev/null || exit 3
mkdir -p "$folder/chromium"

# A window cannot be as narrow as a phone, a frame can. The page itself has no script.
cat >"$folder/frames.html" <<HTML
<!DOCTYPE html><meta charset="utf-8"><body><pre id="said">loading</pre>
<script>
let said = [];
function look(frame) {
    let page = frame.contentDocument, root = page.documentElement, width = frame.clientWidth;
    let say = text => said.push("page at " + width + ": " + text);
    if (root.scrollWidth > width) say("is " + root.scrollWidth + " pixels wide");
    if (page.querySelectorAll("h2").length < 2) say("has no sections");
    for (let box of page.querySelectorAll("body *")) {
        if (box.closest(".scroll, .picture")) continue;
        let place = box.getBoundingClientRect();
        if (place.right > width + 1) say("<" + box.tagName + " class='" + box.className + "'> reaches " + place.right);
    }
    for (let box of page.querySelectorAll(".scroll, .picture"))
        if (box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX != "auto") say("a box is cut off");
    for (let svg of page.querySelectorAll("svg"))
        if (svg.getBoundingClientRect().height < 50) say("a picture is not drawn");
    for (let cell of page.querySelectorAll("th, td"))
        if (cell.textContent.trim().length > 1 && cell.clientWidth < 24) say("a cell is too narrow: " + cell.textContent);
    said.push("looked at " + width + ": " + page.querySelectorAll("svg").length + " pictures, " +
              page.querySelectorAll("table").length + " tables");
}
let left = 2;
for (let width of [1280, 390]) {
    let frame = document.createElement("iframe");
    frame.style = "border: 0; height: 900px; width: " + width + "px";
    frame.onload = () => { look(frame); if (--left == 0) document.getElementById("said").textContent = said.join("\n"); };
    frame.src = "file://$page";
    document.body.append(frame);
}
</script>
HTML
run() {
    chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --allow-file-access-from-files \
        --user-data-dir="$folder/chromium" "$@" 2>"$folder/chromium.log"
}
run --window-size=1400,1000 --virtual-time-budget=20000 --dump-dom "file://$(realpath "$folder")/frames.html" |
    sed -n '/<pre id="said">/,/<\/pre>/p' | sed 's/.*<pre id="said">//; s/<\/pre>.*//; s/&lt;/</g; s/&gt;/>/g'
run --no-pdf-header-footer --print-to-pdf="$folder/page.pdf" "file://$page"
