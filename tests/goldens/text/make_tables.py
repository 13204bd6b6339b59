#!/usr/bin/env python3
"""Tables in many encodings and formats, and what they hold, for tests/core/text/tst_table_file.cpp.

Written once with Python 3.11 (csv, codecs, json), pandas 3.1.1 (its own writer of Stata files) and pyreadstat 1.3.7 (SPSS).
    make_tables.py tests/goldens/text/tables
The files are the input; expected.json says how each must be read. Nothing here comes from Crosseed.
"""
import csv
import io
import json
import pathlib
import sys

import pandas
import pyreadstat

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
expected = {}

languages = {
    "german": ["Könnten Sie mir bitte die Übersicht schicken?", "Das ist größer als süß", "Schöne Grüße, „Anna“"],
    "french": ["Pourriez-vous m’envoyer le résumé, s’il vous plaît ?", "Ça c’est déjà passé à l’été", "Où êtes-vous né ?"],
    "spanish": ["¿Podría enviarme el informe mañana?", "El niño está aquí", "Señor, ¡qué día!"],
    "danish": ["Kan du sende mig rapporten i morgen?", "Blåbærgrød og rødgrød med fløde", "Hun løb over ængen"],
    "polish": ["Czy mógłbyś przesłać mi raport jutro?", "Zażółć gęślą jaźń", "Dziękuję bardzo, świetna robota"],
    "czech": ["Mohl byste mi prosím poslat zprávu zítra?", "Příliš žluťoučký kůň úpěl ďábelské ódy", "Děkuji, to je skvělé"],
    "hungarian": ["Kérem, küldje el holnap a jelentést", "Árvíztűrő tükörfúrógép", "Köszönöm, nagyon jó és gyönyörű"],
    "croatian": ["Možete li mi poslati izvješće?", "Čaša puna šljiva, đak i ćup", "Hvala, dođite još"],
    "romanian": ["Ati putea sa-mi trimiteti raportul mâine, vă rog?", "În pădure şi în oraş, viaţă", "Mulţumesc, îmi place"],
}
central = {"polish", "czech", "hungarian", "croatian", "romanian"}


def rows_of(name):
    texts = languages[name]
    rows = [["id", "text", "score", "author"]]
    for i in range(12):
        text = texts[i % 3] + ("" if i < 3 else f" {i}")
        if i == 5:
            text += ', er sagte: "ja"; a\tb | c'
        if i == 7:
            text += "\nzweite Zeile"
        rows.append([str(i + 1), text, f"{i - 3},{i}5", "Anna" if i % 2 else "Bo"])
    return rows


def as_csv(rows, delimiter):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


def put(file, data, rows, **how):
    (out / file).write_bytes(data)
    expected[file] = {"rows": rows, **how}


delimiters = [",", ";", "\t", "|"]
for n, name in enumerate(languages):
    rows = rows_of(name)
    delimiter = delimiters[n % 4]
    codec = "cp1250" if name in central else "cp1252"
    put(f"{name}.csv", as_csv(rows, delimiter).encode(codec), rows,
        encoding="windows-1250" if name in central else None, delimiter=delimiter)
    if name not in central: # Latin-1 where no byte from 80 to 9F occurs
        data = as_csv(rows, delimiter).encode(codec)
        expected[f"{name}.csv"]["encoding"] = "windows-1252" if any(0x80 <= b < 0xA0 for b in data) else "latin-1"

rows = rows_of("polish")
for file, data, encoding in [
    ("utf8.csv", as_csv(rows, ";").encode("utf-8"), "utf-8"),
    ("utf8-mark.csv", as_csv(rows, ";").encode("utf-8-sig"), "utf-8"),
    ("utf16le.csv", as_csv(rows, ";").encode("utf-16-le"), "utf-16le"),
    ("utf16be.csv", as_csv(rows, ";").encode("utf-16-be"), "utf-16be"),
    ("utf16le-mark.csv", b"\xff\xfe" + as_csv(rows, ";").encode("utf-16-le"), "utf-16le"),
    ("utf16be-mark.csv", b"\xfe\xff" + as_csv(rows, ";").encode("utf-16-be"), "utf-16be"),
]:
    put(file, data, rows, encoding=encoding, delimiter=";")

# UTF-8 with rows of another encoding among them: the bytes that are not UTF-8, by row, column and offset in the file.
lines = ["text,author"] + [f"Zażółć gęślą {i},Łukasz" for i in range(20)]
data, bad = b"", []
for i, line in enumerate(lines):
    raw = line.encode("utf-8")
    if i == 6:
        raw = "caf\xe9 au lait,Ann\xe9e".encode("latin-1")
        bad += [[i - 1, "text", len(data) + raw.index(b"\xe9")], [i - 1, "author", len(data) + raw.rindex(b"\xe9")]]
    data += raw + b"\n"
put("mixed.csv", data, None, encoding="utf-8", delimiter=",", undecodable=bad)

# Broken rows: line 4 has a field too many, line 6 one too few, line 9 goes on after its quote, line 12 is never closed.
broken = ["id,text", '1,"one"', "2,two", "3,three,too", "4,four", "5", '6,"six', 'and more"', '7,"seven" x', "8,eight", "9,nine", '10,"ten', '11,"eleven"']
good = [["id", "text"], ["1", "one"], ["2", "two"], ["4", "four"], ["6", "six\nand more"], ["8", "eight"], ["9", "nine"], ["11", "eleven"]]
put("broken.csv", "\n".join(broken).encode() + b"\n", good, encoding="utf-8", delimiter=",", broken=[4, 6, 9, 12])

objects = [{"text": "one", "label": 1}, {"text": "zwei\nZeilen, ü 😀", "label": None, "tags": ["a", "b"]}, {"label": 2.5, "text": "", "ok": True}]
data = "\n".join(json.dumps(o, ensure_ascii=bool(i)) for i, o in enumerate(objects)) + "\n\n"
put("lines.jsonl", data.encode(), [["text", "label", "tags", "ok"], ["one", "1", "", ""], ["zwei\nZeilen, ü 😀", "", '["a","b"]', ""], ["", "2.5", "", "true"]], encoding="utf-8", delimiter=None)
bad_lines = ['{"text": "a"}', '{"text": "b"', '["c"]', '{"text": "d", "text": "e"}', "[" * 200 + "]" * 200, '{"text": "f"}']
put("broken.jsonl", "\n".join(bad_lines).encode(), [["text"], ["a"], ["f"]], encoding="utf-8", delimiter=None, broken=[2, 3, 4, 5])

# SPSS: value labels, system and user missing values, a date; the same in the compressed form.
frame = pandas.DataFrame({
    "request": ["Proszę o pomoc", "Zażółć gęślą jaźń", "Hände hoch", "ok", ""],
    "class": [1.0, 2.0, 9.0, float("nan"), 3.0],
    "score": [0.5, -1.25, 3.0, 1e20, float("nan")],
    "day": pandas.to_datetime(["2021-03-04", "1999-12-31", "1600-01-01", "1970-01-01", None]),
})
labels = {"class": {1.0: "grzeczny", 2.0: "niegrzeczny", 9.0: "no answer"}}
read = [["request", "class", "score", "day"], ["Proszę o pomoc", "grzeczny", "0.5", "2021-03-04"],
        ["Zażółć gęślą jaźń", "niegrzeczny", "-1.25", "1999-12-31"], ["Hände hoch", "", "3", "1600-01-01"],
        ["ok", "", "1e+20", "1970-01-01"], ["", "3", "", ""]]
frame["day"] = [d.date() if isinstance(d, pandas.Timestamp) and not pandas.isna(d) else None for d in frame["day"]]
for file, compress in [("survey.sav", False), ("survey.zsav", True)]:
    pyreadstat.write_sav(frame, str(out / file), variable_value_labels=labels, missing_ranges={"class": [9.0]}, compress=compress)
    expected[file] = {"rows": read, "encoding": "utf-8", "delimiter": None}

# Stata by pandas' own writer: version 114 (Latin-1) and 118 (UTF-8); value labels from a category, tagged as missing what is none.
stata = pandas.DataFrame({"request": ["Hände hoch", "señor", "x" * 300, ""], "tone": pandas.Categorical(["polite", "rude", None, "polite"]),
                          "n": [1, -5, 100, 7], "score": [0.5, float("nan"), -2.25, 3.0],
                          "day": pandas.to_datetime(["2021-03-04", "1999-12-31", "1970-01-01", "2020-02-29"])})
read = [["request", "tone", "n", "score", "day"], ["Hände hoch", "polite", "1", "0.5", "2021-03-04"], ["señor", "rude", "-5", "", "1999-12-31"],
        ["x" * 300, "", "100", "-2.25", "1970-01-01"], ["", "polite", "7", "3", "2020-02-29"]]
short = stata.assign(request=stata["request"].str.slice(0, 200))
short_read = [row[:] for row in read]
short_read[3][0] = "x" * 200
short.to_stata(out / "survey114.dta", write_index=False, version=114, convert_dates={"day": "td"})
expected["survey114.dta"] = {"rows": short_read, "encoding": "latin-1", "delimiter": None}
stata.to_stata(out / "survey118.dta", write_index=False, version=118, convert_dates={"day": "td"}, convert_strl=["request"])
expected["survey118.dta"] = {"rows": read, "encoding": "utf-8", "delimiter": None}

(out / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=0), encoding="utf-8")
