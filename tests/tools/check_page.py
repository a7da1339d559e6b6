"""Reads a page that polsim report wrote as a browser does, and says what is wrong with it: what is not
balanced, what leads outside, what runs. Then the texts given on standard input, one a line, must be in what
a reader sees. Usage: check_page.py PAGE.html < texts. Prints faults, a line each; exit 1 where there are any."""
import html.parser
import re
import sys

EMPTY = {"meta", "br", "hr", "col", "wbr"}
FORBIDDEN = {"script", "iframe", "object", "embed", "link", "img", "image", "base", "form", "input", "video",
             "audio", "foreignobject", "font-face-uri", "animate", "set"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.texts, self.styles = [], [], [], []
        self.ids, self.references, self.count = set(), set(), {}

    def fault(self, text):
        self.faults.append("line %d: %s" % (self.getpos()[0], text))

    def handle_starttag(self, tag, attributes, closed=False):
        self.count[tag] = self.count.get(tag, 0) + 1
        if tag in FORBIDDEN:
            self.fault("<%s> is in the page" % tag)
        for key, value in attributes:
            self.look_at(tag, key.lower(), value or "")
        if tag not in EMPTY and not closed:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        if "svg" not in self.open:
            self.fault("<%s/> outside a picture" % tag)
        self.handle_starttag(tag, attributes, True)

    def look_at(self, tag, key, value):
        if key == "http-equiv" and value != "Content-Security-Policy":
            self.fault("<%s %s>" % (tag, key))
        if key.startswith("on") or key in ("src", "srcset", "action", "data", "background", "style"):
            self.fault("<%s %s>" % (tag, key))
        if key in ("href", "xlink:href"):
            if not value.startswith("#"):
                self.fault("<%s %s=%r> leads outside" % (tag, key, value))
            self.references.add(value[1:])
        self.references.update(re.findall(r"url\(\s*['\"]?#([^)'\"]*)", value))
        if re.search(r"url\(\s*['\"]?(?!#|data:)", value):
            self.fault("<%s %s=%r> leads outside" % (tag, key, value))
        if key not in ("aria-label",) and re.search(r"https?:|//|javascript:", value):
            self.fault("<%s %s=%r> leads outside" % (tag, key, value))
        if key == "id":
            if value in self.ids:
                self.fault("id %r stands twice" % value)
            self.ids.add(value)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.fault("</%s> closes %s" % (tag, self.open[-1:] or "nothing"))
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, text):
        (self.styles if self.open[-1:] == ["style"] else self.texts).append(text)

    def handle_comment(self, text):
        self.fault("a comment: %r" % text[:40])

    def finish(self):
        self.close()
        if self.open:
            self.fault("not closed: %s" % self.open)
        for name in self.references - self.ids:
            self.fault("#%s is nowhere in the page" % name)
        if re.search(r"https?:|//|@import|url\(\s*['\"]?(?!data:)", "".join(self.styles)):
            self.fault("a style leads outside")
        for tag in ("html", "head", "title", "body", "main", "h1"):
            if self.count.get(tag) != 1:
                self.fault("%s <%s>" % (self.count.get(tag, 0), tag))
        if self.count.get("thead", 0) != self.count.get("table", 0):
            self.fault("a table without a head that paper can repeat")


with open(sys.argv[1], encoding="utf-8", newline="") as file:
    source = file.read()
page = Page()
page.feed(source)
page.finish()
if not source.startswith("<!DOCTYPE html>\n"):
    page.fault("no doctype")
seen = re.sub(r"\s+", " ", "".join(page.texts))
for line in sys.stdin:
    wanted = re.sub(r"\s+", " ", line.strip())
    if wanted and wanted not in seen:
        page.fault("not in the page: %s" % wanted)
print("\n".join(page.faults) or "pictures %d, tables %d" % (page.count.get("svg", 0), page.count.get("table", 0)))
sys.exit(1 if page.faults else 0)
