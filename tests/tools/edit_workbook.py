#!/usr/bin/env python3
"""Edits the yellow cells of a workbook of inputs as a person would, keeping all else. Standard library only.
Usage: edit_workbook.py FROM.xlsx TO.xlsx 'name|cell|period' VALUE 'NUMBER FORMAT' ...
A VALUE that Python reads as a number becomes a number, shown by the format; any other a text."""
import sys, zipfile
import xml.etree.ElementTree as xml
from read_export import MAIN, column_number, unescape

VALUE = 6  # column G
xml.register_namespace("", MAIN[1:-1])


def add_format(styles, base, code):
    """The number of a new cell format: format `base` with another number format."""
    formats = styles.find(MAIN + "numFmts")
    if formats is None:
        formats = xml.Element(MAIN + "numFmts")
        styles.insert(0, formats)
    number = 200 + len(formats)
    xml.SubElement(formats, MAIN + "numFmt", numFmtId=str(number), formatCode=code)
    cells = styles.find(MAIN + "cellXfs")
    new = xml.fromstring(xml.tostring(cells[base]))
    new.set("numFmtId", str(number))
    new.set("applyNumberFormat", "1")
    cells.append(new)
    return len(cells) - 1


def main(source, target, edits):
    with zipfile.ZipFile(source) as z:
        parts = {name: z.read(name) for name in z.namelist()}
    strings = [unescape("".join(t.text or "" for t in item.iter(MAIN + "t")))
               for item in xml.fromstring(parts["xl/sharedStrings.xml"])]
    sheet = xml.fromstring(parts["xl/worksheets/sheet1.xml"])
    styles = xml.fromstring(parts["xl/styles.xml"])

    rows = {}
    for row in sheet.iter(MAIN + "row"):
        texts, cells = {}, {}
        for c in row:
            at = column_number(c.get("r"))[1]
            cells[at] = c
            if c.get("t") == "s":
                texts[at] = strings[int(c.find(MAIN + "v").text)]
        rows["|".join(texts.get(i, "") for i in (0, 2, 4))] = cells
    for key, value, code in zip(edits[::3], edits[1::3], edits[2::3]):
        cell = rows[key][VALUE]
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        try:
            number = repr(float(value))
            xml.SubElement(cell, MAIN + "v").text = number
        except ValueError:
            cell.set("t", "inlineStr")
            xml.SubElement(xml.SubElement(cell, MAIN + "is"), MAIN + "t").text = value
        if code:
            cell.set("s", str(add_format(styles, int(cell.get("s")), code)))
    parts["xl/worksheets/sheet1.xml"] = xml.tostring(sheet, encoding="UTF-8", xml_declaration=True)
    parts["xl/styles.xml"] = xml.tostring(styles, encoding="UTF-8", xml_declaration=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in parts.items():
            z.writestr(name, content)


main(sys.argv[1], sys.argv[2], sys.argv[3:])
