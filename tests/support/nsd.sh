# Sourced by stories about DNS after e2e.sh: an authoritative server on a free port of loopback, which ends
# with the story. It has the zone example of the file `zone`.
# shellcheck shell=bash disable=SC2154
dns_server=

# free_dns_port: one of both UDP and TCP, below those that the system gives to others meanwhile.
free_dns_port() {
  python3 -c 'import random, socket
while True:
    udp, tcp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket()
    here = ("127.0.0.1", random.randrange(20000, 32768))
    try:
        udp.bind(here)
        tcp.bind(here)
        break
    except OSError:
        pass
print(here[1])'
}

# start_nsd [ZONE FILE]...: with these zones too.
start_nsd() {
  [ -n "${dns_port:-}" ] || dns_port=$(free_dns_port)
  cat >nsd.conf <<END
server:
  ip-address: 127.0.0.1@$dns_port
  username: ""
  zonesdir: "$folder"
  pidfile: "$folder/nsd.pid"
  database: ""
  zonelistfile: "$folder/nsd.zones"
  xfrdfile: "$folder/nsd.xfrd"
  logfile: "$folder/nsd.log"
  server-count: 1
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: example
  zonefile: zone
END
  while [ $# -gt 0 ]; do
    printf 'zone:\n  name: %s\n  zonefile: %s\n' "$1" "$2" >>nsd.conf
    shift 2
  done
  nsd -d -c nsd.conf &
  dns_server=$!
  at_end stop_nsd
  for _ in $(seq 100); do
    ! grep -q 'nsd started' nsd.log 2>/dev/null || return 0
    sleep 0.05
  done
  fail "nsd does not start"
}

stop_nsd() {
  [ -n "$dns_server" ] || return 0
  kill "$dns_server" 2>/dev/null || true
  wait "$dns_server" 2>/dev/null || true
  dns_server=
}

# record NAME TEXT: a line of the zone, the text in strings of at most 255 bytes.
record() { printf '%s IN TXT %s\n' "$1" "$(fold -w 200 <<<"$2" | sed 's/.*/"&"/' | tr '\n' ' ')"; }
