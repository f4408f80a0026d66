#!/usr/bin/env bash
# tests/bank/pain001.sh
#
# Judges the files of refunds by bank transfer by the schema of their format (ISO 20022, pain.001.001.09): 300 of them, made
# from whatever names and texts may be, and some that were broken, which must not pass.
#
# The schema comes with the package sepaxml (PyPI, MIT), which is installed beside the other tools and is no part of Guichet.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tools=$("$root/tests/python-tool" bank sepaxml==2.7.0 xmlschema==4.3.2)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$root"
GUICHET_SAMPLES=$folder cargo nextest run --workspace --status-level fail --final-status-level fail \
  -E 'test(=outbox::sepa::tests::samples_for_the_banks_schema)'
"$tools/python" tests/bank/pain001.py "$folder"
