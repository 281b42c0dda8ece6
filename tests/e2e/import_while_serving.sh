#!/bin/bash
# A long import into the database of a running server lets it write in between: no sender is sent away.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
start_server

report 1 >shape.json
mkdir archives
python3 - <<'P'
import zipfile

shape = open("shape.json").read()
for archive in range(60):
    with zipfile.ZipFile(f"archives/{archive}.zip", "w") as members:
        for number in range(250):
            members.writestr(f"{number}.json", shape.replace("story-1", f"imported-{archive}-{number}"))
P

"$tlsward" import --config config.toml archives >import.out 2>import.err &
import=$!
posts=0 longest=0
while kill -0 "$import" 2>/dev/null; do
  posts=$((posts + 1))
  report "$posts" >post.json
  took=$(curl -sS --cacert ca.crt -o answer -w '%{http_code} %{time_total}' --data-binary @post.json "$url")
  is "post $posts during the import" "${took% *}" 200
  longest=$(awk -v a="$longest" -v b="${took#* }" 'BEGIN {print (a + 0 > b + 0 ? a : b)}')
done
wait "$import" || fail "import: $(cat import.err)"
is "stored" "$(reports_stored)" $((15000 + posts))
echo "$posts posts, the longest took $longest s"
