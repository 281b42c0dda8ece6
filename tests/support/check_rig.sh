# Sourced by stories of `tlsward check` after e2e.sh: domains of a table (check_rig.py), their zones signed and served by
# a real nsd, their policy hosts and MX hosts on loopback, and a configuration that leads there. All ends with the story.
# shellcheck shell=bash disable=SC2154
# shellcheck source=tests/support/nsd.sh
source "$support/nsd.sh"
rig() { python3 -B "$support/check_rig.py" "$1" "$folder" "$rig_table" "${@:2}"; }

# start_rig TABLE
start_rig() {
  local key
  rig_table=$(realpath "$1")
  rig make
  key=$(ldns-keygen -k -a ECDSAP256SHA256 example)
  ldns-signzone -f example.zone.signed example.zone "$key"
  rig break
  ln -s example.zone.signed zone
  start_nsd plain.example plain.example.zone lame.example missing.zone
  # The zone's other server: not signed, for it is only compared.
  sed "s/127.0.0.1@/127.0.0.2@/; s/nsd[.]/nsd2./; s/zonefile: zone/zonefile: example.second/" nsd.conf >nsd2.conf
  nsd -d -c nsd2.conf &
  at_end "kill $!; wait $!"
  python3 -B "$support/check_rig.py" serve "$folder" "$rig_table" &
  rig_servers=$!
  at_end "kill $rig_servers"
  for _ in $(seq 200); do
    [ ! -e ports ] || break
    kill -0 "$rig_servers" || fail "the servers of the rig do not start"
    sleep 0.05
  done
  read -r https_port smtp_port <ports
  cat >config.toml <<END
[dns]
server = "127.0.0.1:$dns_port"
[checks]
trust_anchor = "$folder/$key.ds"
ca_file = "$folder/ca.crt"
https_port = $https_port
smtp_port = $smtp_port
dns_port = $dns_port
allow_private = true
deadline = "4s"
END
}
