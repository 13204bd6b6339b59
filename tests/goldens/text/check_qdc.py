#!/usr/bin/env python3
"""Checks a REFI-QDA codebook (.qdc) that Crosseed wrote, without Crosseed.

    crosseed codebook PROJECT export --out book.qdc
    crosseed codebook PROJECT export --out book.csv
    python3 check_qdc.py book.qdc book.csv [Codebook.xsd]

The rules are those of the published schema, REFI-QDA 1.5, section 5.2 (namespace urn:QDA-XML:codebook:1.0): order and number of
the elements, required attributes and the forms of GUIDs and booleans. With the schema's own file as third argument, lxml validates
against it, too. Then the contents are compared with those of the CSV: names, texts, tags, and GUIDs made anew with uuid.uuid5.
Ran with Python 3.11 (xml.etree, csv, uuid) and lxml 4.9.
"""
import csv
import re
import sys
import uuid
import xml.etree.ElementTree as ET

NAMESPACE = "{urn:QDA-XML:codebook:1.0}"
SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:crosseed:codebook")
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
TITLES = {"Definition:": "definition", "Anchor example:": "anchor_example", "Counter-example:": "counter_example",
          "Note:": "note", "Feature:": "feature_line"}


def children(element, *allowed):
    """The children's names, in the order of `allowed`, or an error."""
    names = [child.tag for child in element]
    for name in names:
        assert name in [NAMESPACE + a for a in allowed], f"{element.tag} may not hold {name}"
    places = [[NAMESPACE + a for a in allowed].index(name) for name in names]
    assert places == sorted(places), f"the order in {element.tag}"
    return names


def attributes(element, required, optional=()):
    for name in required:
        assert name in element.attrib, f"{element.tag} without {name}"
    for name in element.attrib:
        assert name in (*required, *optional), f"{element.tag} may not have {name}"
    if "guid" in element.attrib:
        assert GUID.fullmatch(element.attrib["guid"]), element.attrib["guid"]
    if "isCodable" in element.attrib:
        assert element.attrib["isCodable"] in ("true", "false", "1", "0")
    if "color" in element.attrib:
        assert re.fullmatch("#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})", element.attrib["color"])


def check_code(code):
    attributes(code, ("guid", "name", "isCodable"), ("color",))
    assert children(code, "Description", "Code").count(NAMESPACE + "Description") <= 1
    for inner in code.findall(NAMESPACE + "Code"):
        check_code(inner)


def check_schema(root):
    assert root.tag == NAMESPACE + "CodeBook", root.tag
    attributes(root, (), ("origin",))
    names = children(root, "Codes", "Sets")
    assert names.count(NAMESPACE + "Codes") == 1 and names.count(NAMESPACE + "Sets") <= 1
    codes = root.find(NAMESPACE + "Codes")
    assert len(codes) > 0 and children(codes, "Code")
    for code in codes:
        check_code(code)
    sets = root.find(NAMESPACE + "Sets")
    if sets is None:
        return
    assert len(sets) > 0 and children(sets, "Set")
    for one in sets:
        attributes(one, ("guid", "name"))
        children(one, "Description", "MemberCode")
        for member in one.findall(NAMESPACE + "MemberCode"):
            attributes(member, ("guid",))


def sections(description):
    """The description's texts by their headings, backslashes before lines that look like headings taken away."""
    found, name = {}, None
    for line in description.split("\n"):
        if line in TITLES:
            name = TITLES[line]
            found[name] = []
        elif name is not None:
            found[name].append(line[1:] if line.startswith("\\") and line.lstrip("\\") in TITLES else line)
    return {name: "\n".join(lines).strip("\n") for name, lines in found.items()}


def check_content(root, rows):
    codes = list(root.find(NAMESPACE + "Codes"))
    assert len(codes) == len(rows)
    assert len({code.get("name").casefold() for code in codes}) == len(codes), "two codes of one name"
    by_guid = {}
    for code, row in zip(codes, rows):
        feature, run = row["feature"], row["run"]
        assert code.get("guid") == str(uuid.uuid5(SPACE, f"{run}/feature/{feature}")), code.get("guid")
        by_guid[code.get("guid")] = row
        number = f"f{feature}"
        wanted = [row["label"], f"{row['label']} ({number})"] if row["label"] else [number]
        assert code.get("name") in wanted, (code.get("name"), wanted)
        texts = sections(code.find(NAMESPACE + "Description").text)
        for name in ("definition", "anchor_example", "counter_example", "note"):
            assert texts.get(name, "") == row[name], (number, name)
        assert texts["feature_line"] == f"{number} of run {run}" + (", starred" if row["star"] == "1" else "")
    tags = {guid: set() for guid in by_guid}
    for one in root.find(NAMESPACE + "Sets") if root.find(NAMESPACE + "Sets") is not None else []:
        assert one.get("guid") == str(uuid.uuid5(SPACE, f"{rows[0]['run']}/tag/{one.get('name')}"))
        for member in one.findall(NAMESPACE + "MemberCode"):
            tags[member.get("guid")].add(one.get("name"))
    for guid, row in by_guid.items():
        assert tags[guid] == set(filter(None, row["tags"].split("; "))), row["feature"]


def main():
    root = ET.parse(sys.argv[1]).getroot()
    check_schema(root)
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    check_content(root, rows)
    if len(sys.argv) > 3:
        from lxml import etree
        etree.XMLSchema(etree.parse(sys.argv[3])).assertValid(etree.parse(sys.argv[1]))
        print("valid against", sys.argv[3])
    print(f"{len(rows)} codes: schema rules, guids, names, texts and tags agree")


if __name__ == "__main__":
    main()
