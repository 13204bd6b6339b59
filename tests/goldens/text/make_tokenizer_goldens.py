#!/usr/bin/env python3
"""Writes the tokenizer's golden files beside this script. Made once; the tests only read what it wrote.

Origin: transformers 4.30.2 BertTokenizerFast on tokenizers 0.13.3, Python 3.11. Tolerance: none, every id and every
byte offset is equal.

  small_vocabulary.txt  a vocabulary of our own that has most characters of the adversarial texts, both alone and "##"
  adversarial.txt       each text (its bytes in hexadecimal) with ids and byte ranges under each setting
  data_sets.txt         one 64-bit hash over all ids and ranges for each file of the three data sets and each setting
  code_points.txt       one such hash for each 4,096 code points, each between two letters

Bytes that are not UTF-8 are decoded with errors="replace"; ranges are those of the bytes behind each character.

usage: make_tokenizer_goldens.py SHARED [--dump FOLDER]
SHARED is the folder with datasets/ and models/bert-base-uncased-vocab/. With --dump only, each text of the data sets
gets one line with its ids and ranges, as the test writes with CROSSEED_TEXT_DUMP=FOLDER: diff shows the first that differs.
"""
import codecs
import csv
import json
import os
import shutil
import sys
import tempfile

import tokenizers
import transformers
from transformers import BertTokenizerFast

HERE = os.path.dirname(os.path.abspath(__file__))
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
# name: (do_lower_case, strip_accents, tokenize_chinese_chars, max_length; 0 is no limit)
SETTINGS = {
    "uncased": (True, None, True, 0),
    "cased": (False, None, True, 0),
    "uncased-accents": (True, False, True, 0),
    "cased-stripped": (False, True, True, 0),
    "uncased-joined-cjk": (True, None, False, 0),
    "uncased-8": (True, None, True, 8),
}
DATA_SETTINGS = ["uncased", "cased"]


def adversarial_texts():
    texts = ["", " ", "\t\n\r ", "\u00a0", "\u2028\u2029", "\u200b", "\x00", "\ufffd", "\u0301", "a"]
    # White space of every kind, and what only looks like it.
    texts += [f"left{chr(c)}right" for c in (
        0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1F, 0x85, 0xA0, 0x1680, 0x180E, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004,
        0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0x200B, 0x2060, 0xFEFF)]
    # Control, format, private use, unassigned, noncharacters, tags, variation selectors.
    texts += [f"con{chr(c)}trol" for c in (
        0x00, 0x01, 0x07, 0x08, 0x1B, 0x7F, 0x80, 0x9F, 0xAD, 0x600, 0x61C, 0x70F, 0x8E2, 0x200C, 0x200D, 0x200E,
        0x200F, 0x202A, 0x202E, 0x2066, 0x2069, 0x206F, 0xFFF9, 0xFFFB, 0xE000, 0xF8FF, 0xF0000, 0xFFFFD, 0x100000,
        0x10FFFD, 0x378, 0x2FE0, 0x1FFFF, 0xFFFE, 0xFFFF, 0xFDD0, 0xE0001, 0xE0041, 0xE007F, 0xFE0E, 0xFE0F, 0xE0100,
        0x110BD, 0x13430, 0x1BCA0, 0x1D173, 0xFFFD, 0xFFFC)]
    # Characters whose category Unicode changed after the reference's tables, and ones that came later.
    texts += [f"x{chr(c)}y {chr(c)}" for c in (
        0x166D, 0x1734, 0x1885, 0x1886, 0xA9BD, 0x111C9, 0x2E4F, 0x1E5FF, 0x1DF9, 0x1C80, 0x1E922, 0x11C40, 0x1E5EE,
        0x16E40, 0x2C2F, 0xA7C0, 0x10EFD, 0x11F43)]
    # Literal special tokens.
    for name in ("[MASK]", "[CLS]", "[SEP]", "[PAD]", "[UNK]"):
        texts += [name, f"a {name} b", f"a{name}b", f"É{name}Ω", f"{name}{name}", f"[{name}]", name.lower(),
                  name[:-1], f" {name}\n"]
    texts += ["[ MASK ]", "[MASK", "MASK]", "[Mask]", "[MA\u200bSK]", "[MA\u00adSK]", "[[MASK]", "[MASK]]", "[M[MASK]",
              "[MASK]ing", "un[MASK]able", "中[MASK]国", "e\u0301[MASK]\u0301e", "[MASK]\u0316\u0301", "[unused1]",
              "##ing", "a##b", "#", "##", "＃＃ing"]
    # Combining marks: precomposed, decomposed, reordered, stacked, alone, on a space, Mc and Me besides Mn.
    texts += ["café", "cafe\u0301", "CAFÉ", "naïve façade", "a\u0315\u0300\u05ae\u0316b", "q\u0307\u0323", "q\u0323\u0307",
              "ậ a\u0302\u0323 a\u0323\u0302", "a\u302f\u0315\u302eb", "a\u0344b", "a\u0f73\u0f71b", "\u0301abc",
              " \u0301 x", "a\u0300\u0301\u0302\u0303\u0304\u0305b", "x\u20ddy", "क\u094d\u0937ि", "நி", "\u1e9b\u0323",
              "ﾞ", "Ångström \u212bngström", "\u2126 \u2260 \u226e", "ế ệ ỗ ữ", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
              "\u0340\u0341\u0343", "a\u0345b", "\u0958 \u09dc \u0a33", "\u1112\u1161\u11ab", "a\u3099b", "\U0001d15e",
              "\u0b4b \u0b47\u0b3e", "\u1b06\u1b40", "e\u0301\u200d\u0301", "a\u0301中\u0301b"]
    # Letters whose case is special.
    texts += ["İstanbul", "ISTANBUL ıI", "iİ", "I\u0307", "Straße STRASSE ẞ", "ΟΔΟΣ ὀδός Σ σς", "Ǆ ǅ ǆ Ǉ ǈ ǉ", "ﬁ ﬂ ﬃ ﬅ ﬆ",
              "ŉ ǰ ΐ", "ᾳ ᾼ ῌ", "K Å Ω", "Ⓐ Ⅷ ⅷ", "ꙊᏣ ꭰ", "𐐀𐐨 𝐀𝔄", "Ა ა Ⴀ ⴀ", "ſ Ｌ Ḯ", "ЁЖИК ёжик Й й", "ǲ Ǳ ǳ", "Ⱥ Ⱦ"]
    # Scripts.
    texts += ["中文分词 hello世界", "日本語のテキスト カタカナ", "ｶﾀｶﾅ ﾊﾟ", "が か\u3099 パ", "한국어 텍스트 가힣", "㐀 䶿 一 鿿 ꀀ",
              "\U00020000\U0002a6df\U0002a700\U0002b81f\U0002b820\U0002ceaf\U0002ceb0\U00030000", "豈 \ufa0e \U0002f800",
              "〇〆々 〡", "⼀⺀ ㆒ ㈠", "a中b", "中", "中 国", "שלום עולם", "שָׁלוֹם", "مرحبا بالعالم", "مُحَمَّد \ufdfa", "\u202bאב\u202c",
              "ภาษาไทย ที่", "हिन्दी में", "தமிழ்", "বাংলা কো", "བོད་ཡིག", "ខ្មែរ", "မြန်မာ", "አማርኛ።", "Ελληνικά άέή", "Հայերեն և",
              "ქართული", "Tiếng Việt", "Ünïcödé", "mélange of ελλ и рус 中 and עב"]
    # Emoji.
    texts += ["😀", "👨‍👩‍👧‍👦 family", "👍🏽thumbs", "🏳️‍🌈", "🇩🇪🇫🇷", "❤️ ❤", "1️⃣ #️⃣", "I ❤️ NY😂😂", "🤷🏻‍♀️", "🦄🧠🫠",
              "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "👁️‍🗨️", "©®™", "☺☹☻", "a😀b"]
    # Punctuation and symbols.
    texts += ["Hello, world!", "don't won’t it's", "a-b–c—d―e", "“quotes” ‘single’ «guillemets» „low“", "...…", "¿qué? ¡sí!",
              "$5 €5 £5 ¥5 ¢", "1+1=2 <a> x^2 ~y `z` |w|", "a_b", "C++ C# .NET", "¬ ± × ÷ ° ¶ § ª º ² ³ ¼", "foo@bar.com #tag @user",
              "http://x.org/?q=1&r=%20", "&amp; &lt;", "\\n\\t \\u00e9", "‰ ‱ ′ ″ ‿ ⁀", "、。「」・！？", "｡｢｣､･", "؟ ، ؛ ٪", "। ॥ ჻ ׃",
              "٠١٢٣ ०१२ ௧", "½ ⅓ ① ⑳", "ₐ ⁿ ᵃ", "← → ⇒ ∀ ∃ ∈", "─│┌ █ ▲", "♪ ♫ ★", "\u00b7 \u0387 \u037e ;", "༺༻ ⸮ ⹀ ⁉",
              "𐄀 𐎟 𒑰", "--", "'''", "(((a)))", "$$a$$"]
    # Long words and long texts. NFD may push a word over the limit of 100 characters, or take it below.
    texts += ["a" * 99, "a" * 100, "a" * 101, "b" * 100 + " c", "é" * 100, "é" * 101, "e\u0301" * 50, "e\u0301" * 51, "e\u0301" * 101,
              "가" * 33, "가" * 34, "각" * 33 + "a", "각" * 34, "İ" * 50, "İ" * 51, "İ" * 100, "a\u200b" * 101, "x" * 60 + "-" + "y" * 60,
              "中" * 120, "." * 120, "😀" * 101, "A" * 100 + "\u0301", "un" * 50, "un" * 51, "a" * 50 + "\ufffd" * 10 + "a" * 51,
              "the un-able " * 60, "q" * 3000, ("é中. " * 40).strip()]
    # Unknown pieces in known words.
    texts += ["playing unable running", "a\u2603b", "\u2603", "thexqz", "the\u0e01", "able ableable", "ING ing Inging"]
    return [text.encode("utf-8") for text in texts] + invalid_texts()


def invalid_texts():
    parts = [b"\x80", b"\xbf\xbf", b"\xff", b"\xfe\xff", b"\xc0\xaf", b"\xc1\x81", b"\xe0\x80\x80", b"\xe0\x9f\xbf", b"\xf0\x80\x80\x80",
             b"\xf0\x8f\xbf\xbf", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\xbd\xed\xb8\x80", b"\xc3", b"\xe4\xb8", b"\xe4", b"\xf0\x9f\x98",
             b"\xf0\x9f", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xe4\xb8\xe4\xb8\xad", b"\xc3\xc3\xa9", b"\xe9"]
    texts = [b"in" + part + b"valid" for part in parts] + [part + b" x" for part in parts[:8]]
    texts += [b"end " + part for part in parts]
    return texts + [b"[MA\xffSK]", b"[MASK]\xff[MASK]", b"\xff[SEP]\xc3", b"caf\xc3\xa9 caf\xe9", b"\xe4\xb8\xad\xff\xe5\x9b\xbd", b"a\xff b",
                    b"\xff\xfe", b"e\xffs\xcc\x81"]


class Decoded:
    """Text and, for each character position, its byte position in the source."""

    def __init__(self, source):
        self.bad = []
        codecs.register_error("note", self.note)
        self.text = source.decode("utf-8", errors="note")
        assert self.text == source.decode("utf-8", errors="replace")
        self.byte = [0]
        bad = iter(self.bad)
        upcoming = next(bad, None)
        for character in self.text:
            at = self.byte[-1]
            if upcoming and upcoming[0] == at:
                self.byte.append(upcoming[1])
                upcoming = next(bad, None)
            else:
                self.byte.append(at + len(character.encode("utf-8")))
        assert self.byte[-1] == len(source)

    def note(self, error):
        self.bad.append((error.start, error.end))
        return "\ufffd", error.end


def reference(vocabulary, setting):
    """As from a model's folder: only then does transformers 4.30 find a literal [MASK] in a text."""
    lower, strip, cjk, _ = SETTINGS[setting]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(vocabulary, os.path.join(folder, "vocab.txt"))
        with open(os.path.join(folder, "tokenizer_config.json"), "w") as file:
            json.dump({"tokenizer_class": "BertTokenizer", "do_lower_case": lower, "strip_accents": strip,
                       "tokenize_chinese_chars": cjk}, file)
        return BertTokenizerFast.from_pretrained(folder)


def encode_all(tokenizer, sources, max_length=0):
    """Yields a list of (id, begin, end) for each source."""
    decoded = [Decoded(source) for source in sources]
    limit = {"truncation": True, "max_length": max_length} if max_length else {}
    for begin in range(0, len(decoded), 5000):
        part = decoded[begin:begin + 5000]
        batch = tokenizer([d.text for d in part], return_offsets_mapping=True, **limit)
        for d, ids, offsets in zip(part, batch["input_ids"], batch["offset_mapping"]):
            yield [(i, d.byte[b], d.byte[e]) for i, (b, e) in zip(ids, offsets)]


def write_small_vocabulary(sources, file):
    pieces = list(SPECIALS)
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as every:
        every.write("\n".join(SPECIALS) + "\n")
    characters = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    for setting in SETTINGS:
        normalizer = reference(every.name, setting).backend_tokenizer.normalizer
        for source in sources:
            characters |= set(normalizer.normalize_str(source.decode("utf-8", errors="replace")))
    os.unlink(every.name)
    # A seventh of the rest stays unknown, so that [UNK] is met in all surroundings.
    known = sorted(c for c in characters if not c.isspace() and (ord(c) < 0x80 or ord(c) % 7 != 0))
    pieces += known + ["##" + c for c in known]
    pieces += ["the", "un", "able", "##able", "##ing", "play", "run", "##n", "hello", "##ef", "é", "##中国", "aa", "##aaaa",
               "##\u1161\u11ab", "left", "##right", "con", "##trol", "ss", "\u0301x"]
    pieces = list(dict.fromkeys(pieces))
    with open(file, "w", encoding="utf-8", newline="") as out:
        out.write("\n".join(pieces) + "\n")


def triples(tokens):
    return " ".join(f"{i}:{b}-{e}" for i, b, e in tokens)


def write_adversarial(shared, file):
    sources = adversarial_texts()
    small = os.path.join(HERE, "small_vocabulary.txt")
    write_small_vocabulary(sources, small)
    runs = [("small", small, setting) for setting in SETTINGS]
    runs += [("bert-base-uncased", os.path.join(shared, "models/bert-base-uncased-vocab/vocab.txt"), s) for s in ("uncased", "cased")]
    results = [list(encode_all(reference(v, s), sources, SETTINGS[s][3])) for _, v, s in runs]
    with open(file, "w", encoding="ascii") as out:
        out.write(header())
        for number, (name, _, setting) in enumerate(runs):
            lower, strip, cjk, length = SETTINGS[setting]
            out.write(f"setting {number} {name} {setting} lower={int(lower)} strip={'-' if strip is None else int(strip)} "
                      f"cjk={int(cjk)} max={length}\n")
        for row, source in enumerate(sources):
            out.write(f"text {source.hex()}\n")
            for number in range(len(runs)):
                out.write(f"{number} {triples(results[number][row])}\n")
    print(len(sources), "adversarial texts")


class Hash:
    """FNV-1a over 64-bit words."""

    def __init__(self):
        self.value = 0xCBF29CE484222325

    def add(self, tokens):
        value = (self.value ^ len(tokens)) * 0x100000001B3
        for token in tokens:
            for number in token:
                value = ((value ^ number) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
        self.value = value & 0xFFFFFFFFFFFFFFFF


def data_set_files(shared):
    """(name, texts as bytes) for each file of the three data sets."""
    folder = os.path.join(shared, "datasets")
    for split in ("train", "dev", "test"):
        with open(os.path.join(folder, "sst2", split + ".tsv"), "rb") as file:
            rows = [line.split(b"\t") for line in file.read().split(b"\n") if line]
        column = rows[0].index(b"sentence")
        yield f"sst2/{split}.tsv", [row[column] for row in rows[1:]]
    for split in ("train", "val", "test"):
        with open(os.path.join(folder, "tweeteval-emotion", split + "_text.txt"), "rb") as file:
            yield f"tweeteval-emotion/{split}_text.txt", file.read().split(b"\n")[:-1]
    for name in ("wikipedia.annotated.csv", "stack-exchange.annotated.csv"):
        with open(os.path.join(folder, "stanford-politeness", name), encoding="utf-8", newline="") as file:
            yield f"stanford-politeness/{name}", [row["Request"].encode("utf-8") for row in csv.DictReader(file)]
    name = "frfede_politeness_corpus_sample.jsonl"
    with open(os.path.join(folder, "stanford-politeness", name), encoding="utf-8") as file:
        yield f"stanford-politeness/{name}", [json.loads(line)["text"].encode("utf-8") for line in file]


def write_data_sets(shared, file, dump):
    vocabulary = os.path.join(shared, "models/bert-base-uncased-vocab/vocab.txt")
    lines = []
    for name, sources in data_set_files(shared):
        for setting in DATA_SETTINGS:
            encodings = list(encode_all(reference(vocabulary, setting), sources))
            if dump:
                with open(os.path.join(dump, f"{name.replace('/', '_')}.{setting}"), "w") as out:
                    out.writelines(triples(tokens) + "\n" for tokens in encodings)
            total = Hash()
            for tokens in encodings:
                total.add(tokens)
            count = sum(len(tokens) - 2 for tokens in encodings)
            first = sum(len(tokens) - 2 for tokens in encodings[:500])
            lines.append(f"{name} {setting} {len(sources)} {count} {first} {total.value:016x}\n")
            print(lines[-1], end="")
    if not dump:
        with open(file, "w", encoding="ascii") as out:
            out.write(header() + "# file, setting, texts, tokens without [CLS] and [SEP], those of the first 500 texts, hash\n")
            out.writelines(lines)


def swept_code_points():
    """Planes 0 to 3 and the tags; the other planes hold nothing or private use."""
    return [c for c in [*range(1, 0x40000), *range(0xE0000, 0xE1000)] if not 0xD800 <= c < 0xE000]


def write_code_points(file):
    code_points = swept_code_points()
    pieces = SPECIALS + [prefix + chr(c) for c in code_points if c not in (0x0A, 0x0D) for prefix in ("", "##")]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False, encoding="utf-8", newline="") as vocabulary:
        vocabulary.write("\n".join(SPECIALS) + "\n")
    lines = []
    for setting in ("uncased", "cased", "uncased-accents", "cased-stripped"):
        backend = reference(vocabulary.name, setting).backend_tokenizer
        backend.model = tokenizers.models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]")
        hashes = {}
        for begin in range(0, len(code_points), 20000):
            part = code_points[begin:begin + 20000]
            for c, encoding in zip(part, backend.encode_batch([f"a\u302f{chr(c)}\u0315\u302eb" for c in part])):
                byte = Decoded(f"a\u302f{chr(c)}\u0315\u302eb".encode("utf-8")).byte
                tokens = [(i, byte[b], byte[e]) for i, (b, e) in zip(encoding.ids, encoding.offsets)]
                hashes.setdefault(c >> 12, Hash()).add(tokens)
        lines += [f"{setting} {block:x} {value.value:016x}\n" for block, value in hashes.items()]
    os.unlink(vocabulary.name)
    with open(file, "w", encoding="ascii") as out:
        out.write(header() + "# setting, code point / 4096, hash\n")
        out.writelines(lines)


def header():
    return (f"# Made by make_tokenizer_goldens.py with transformers {transformers.__version__} and "
            f"tokenizers {tokenizers.__version__}. Equality, no tolerance.\n")


def main():
    transformers.logging.set_verbosity_error()
    shared = sys.argv[1]
    dump = sys.argv[3] if len(sys.argv) > 3 and sys.argv[2] == "--dump" else None
    if not dump:
        write_adversarial(shared, os.path.join(HERE, "adversarial.txt"))
        write_code_points(os.path.join(HERE, "code_points.txt"))
    write_data_sets(shared, os.path.join(HERE, "data_sets.txt"), dump)


if __name__ == "__main__":
    main()
