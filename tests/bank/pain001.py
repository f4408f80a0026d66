"""Judges every file of a folder by the schema of pain.001.001.09, and broken ones too, which must not pass."""

import pathlib
import re
import sys

import sepaxml
import xmlschema

schema = xmlschema.XMLSchema(pathlib.Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd")
files = sorted(pathlib.Path(sys.argv[1]).glob("*.xml"))
if len(files) < 300:
    sys.exit(f"pain001.py: {len(files)} files, 300 are wanted")

for file in files:
    for error in schema.iter_errors(file):
        sys.exit(f"pain001.py: {file.name}: {error.path}: {error.reason}\n{file.read_text()[:4000]}")

breaks = {
    "no amount": lambda text: re.sub(r"<Amt>.*?</Amt>", "", text, count=1, flags=re.S),
    "an empty name": lambda text: re.sub(r"<Nm>[^<]*</Nm>", "<Nm></Nm>", text, count=1),
    "three decimals": lambda text: re.sub(r"(<InstdAmt[^>]*>\d+\.\d\d)", r"\g<1>123456", text, count=1),
    "a BIC of nobody": lambda text: text.replace("AGRIFRPP", "agrifrpp").replace("DEUTDEFF500", "D"),
    "another namespace": lambda text: text.replace("pain.001.001.09", "pain.001.001.03"),
    "parts in another order": lambda text: text.replace("<PmtMtd>TRF</PmtMtd>", "", 1).replace("</PmtInf>", "<PmtMtd>TRF</PmtMtd></PmtInf>", 1),
}
source = next(text for text in map(pathlib.Path.read_text, files) if "DEUTDEFF500" in text and "AGRIFRPP" in text)
for name, change in breaks.items():
    broken = change(source)
    if broken == source or schema.is_valid(broken):
        sys.exit(f"pain001.py: a file with {name} passes")

print(f"{len(files)} bank files passed, {len(breaks)} broken ones did not")
