#!/usr/bin/env bash
# tests/api/schemathesis.sh PROGRAMS [SECONDS]
#
# Holds the centre to its own document: a PostgreSQL and a centre with the demonstration shop, thrown away afterwards,
# and schemathesis, which calls every operation of openapi.json with what the document allows and with what it forbids.
# Every answer must be one that the document names, of the media type and shape that it names, and never a failure of
# the centre.
#
# What is not called, and why:
#   GET    /v1/live                     an answer that never ends: the tests of the crate listen to it
#   POST   /v1/sign-out                 ends the sign-in that this run works under
#   POST   /v1/devices/{id}/revoke      schemathesis tries the ids that it has seen in answers, so it would revoke the
#   POST   /v1/agents/{id}/revoke       device, the admin or the key that it works with: the tests of the crate revoke
#   DELETE /v1/shop-keys/{id}
#   PUT    /v1/agents/{id}              a new password ends the admin's sign-in
set -euo pipefail

programs=$1
seconds=${2:-75}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tools=$("$root/tests/python-tool" schemathesis schemathesis==4.32.5)

say() { printf 'schemathesis.sh: %s\n' "$*" >&2; }

folder=$(mktemp -d)
serving=
# PostgreSQL refuses to run as root.
postgres() {
  local bin
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  if [ "$(id -u)" = 0 ]; then
    (cd "$folder" && runuser -u postgres -- "$bin/$1" "${@:2}")
  else
    "$bin/$1" "${@:2}"
  fi
}
clean_up() {
  local status=$?
  trap - EXIT
  if [ -n "$serving" ]; then
    kill "$serving" 2>/dev/null || true
    wait "$serving" 2>/dev/null || true
  fi
  # pg_ctl knows the server by the process id in its own folder.
  postgres pg_ctl stop --mode=immediate -D "$folder/data" >/dev/null 2>&1 || true
  rm -rf "$folder"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

[ "$(id -u)" != 0 ] || chown postgres "$folder"
postgres initdb --no-sync --encoding=UTF8 --locale=C --auth=trust -U guichet -D "$folder/data" >/dev/null
postgres pg_ctl start --wait -D "$folder/data" -l "$folder/log" \
  -o "-k $folder -c listen_addresses='' -c fsync=off" >/dev/null
export DATABASE_URL=postgres://guichet@${folder//\//%2F}/postgres

central=$programs/guichet-central
"$central" migrate
GUICHET_ADMIN_PASSWORD=guichet-demo "$central" create-admin --merchant demo --login root --name Admin >/dev/null
"$central" serve --no-worker --listen 127.0.0.1:0 2>"$folder/central" &
serving=$!
address=
for _ in $(seq 100); do
  address=$(sed 's/\x1b\[[0-9;]*m//g' "$folder/central" | sed -n 's/.*serving address=\([0-9.:]*\).*/\1/p')
  [ -z "$address" ] || break
  kill -0 "$serving" 2>/dev/null || { cat "$folder/central" >&2; exit 1; }
  sleep 0.1
done
[ -n "$address" ] || { say 'the centre did not start'; exit 1; }
base=http://$address

GUICHET_SHOP_KEY=$("$central" api-key --merchant demo --name test)
GUICHET_API_KEY=$GUICHET_SHOP_KEY "$programs/guichetctl" import demo --central "$base" >/dev/null

number=$(postgres psql -h "$folder" -U guichet -d postgres -Atc 'SELECT min(number) FROM orders')

# A desk of the admin's. GUICHET_API_REPORT names a file for every call and answer (HAR).
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
post() { curl -fsS --noproxy '*' -H 'content-type: application/json' -d "$2" "$base$1"; }
device=$(cat /proc/sys/kernel/random/uuid)
key=$(openssl genpkey -algorithm ed25519 -outform DER | openssl pkey -inform DER -pubout -outform DER | tail -c 32 | base64)
code=$("$central" enrol-code --merchant demo)
post /v1/enrol "{\"code\": \"$code\", \"device\": \"$device\", \"name\": \"Test\", \"public_key\": \"$key\",
  \"app_version\": \"0.0.0\", \"protocol\": 1}" >/dev/null
GUICHET_TOKEN=$(post /v1/sign-in "{\"merchant\": \"demo\", \"device\": \"$device\", \"login\": \"root\",
  \"password\": \"guichet-demo\"}" | field access_token)
export GUICHET_SHOP_KEY GUICHET_TOKEN

cat >"$folder/schemathesis.toml" <<TOML
hooks = "$root/tests/api/media_types.py"

[auth.openapi.agent]
bearer = "\${GUICHET_TOKEN}"

[auth.openapi.shop]
bearer = "\${GUICHET_SHOP_KEY}"

# What is in the shop, beside what is made up: the order and the customer of the document's examples.
[dictionaries.numbers]
values = ["W-1", "$number"]

[dictionaries.customers]
values = ["c1"]

[parameters."path.number"]
dictionary = "numbers"
probability = 0.5

[[operations]]
include-path = ["/v1/customers/{id}", "/v1/customers/{id}/account", "/v1/customers/{id}/bank-details"]
[operations.parameters."path.id"]
dictionary = "customers"
probability = 0.5
TOML

# What happens to be generated is the same at every run: a finding is the code's or the document's, never the day's.
cd "$folder"
NO_PROXY='*' "$tools/schemathesis" --config-file "$folder/schemathesis.toml" run "$root/openapi.json" \
  --url "$base" \
  --exclude-path /v1/live --exclude-path /v1/sign-out --exclude-path-regex '/revoke$' \
  --exclude-operation-id delete_shop_keys_id --exclude-operation-id put_agents_id \
  --phases examples,coverage,fuzzing --max-time "$seconds" --generation-deterministic --workers 2 \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
  --continue-on-failure --warnings off --no-color ${GUICHET_API_REPORT:+--report har --report-har-path "$GUICHET_API_REPORT"}
