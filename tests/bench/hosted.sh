#!/usr/bin/env bash
# Measures fetches of a hosted policy by HTTPS from `tlsward serve` beside nginx, which serves the same bytes with the same
# certificate in the same run, and prints a Markdown table. SECONDS_EACH (3) is the time of one run. Without nginx it says so.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/sbin
command -v nginx >/dev/null || { echo "skipped: there is no nginx to compare with (apt-get install nginx-light)"; exit 0; }
[ -f build/release/CMakeCache.txt ] || cmake --preset release >/dev/null
cmake --build --preset release --target bench_fetch tlsward >/dev/null
fetch=$(realpath build/release/bench_fetch)
each=${SECONDS_EACH:-3} system=$(nproc) commit=$(git rev-parse --short HEAD)
# shellcheck source=tests/support/e2e.sh
source tests/support/e2e.sh build/release/tlsward
# shellcheck source=tests/support/hosting.sh
source "$support/hosting.sh"

host=mta-sts.example.org
certificate "$host"
dns_port=1 # nobody asks
more_limits=('requests_per_second = 1000000' 'request_burst = 1000000' 'max_keep_alive_requests = 1000000000')
start_hosting
policy set example.org --mx mx1.example.org --mx mx2.example.org >/dev/null
policy publish example.org --unverified >/dev/null
printf 'version: STSv1\r\nmode: testing\r\nmx: mx1.example.org\r\nmx: mx2.example.org\r\nmax_age: 86400\r\n' >wanted
wait_for_policy "$host" wanted

nginx_port=$(python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
cat >nginx.conf <<END
worker_processes auto;
error_log $folder/nginx.log;
pid $folder/nginx.pid;
daemon off;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path $folder/nginx.body; proxy_temp_path $folder/nginx.proxy; fastcgi_temp_path $folder/nginx.fcgi;
  uwsgi_temp_path $folder/nginx.uwsgi; scgi_temp_path $folder/nginx.scgi;
  server {
    listen 127.0.0.1:$nginx_port ssl;
    server_name $host;
    ssl_certificate $folder/certificates/$host/fullchain.pem;
    ssl_certificate_key $folder/certificates/$host/privkey.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    location = /.well-known/mta-sts.txt { default_type text/plain; add_header Cache-Control no-cache; alias $folder/wanted; }
  }
}
END
chmod 755 "$folder" # its workers are nobody
nginx -c "$folder/nginx.conf" -e "$folder/nginx.log" &
nginx=$!
at_end "kill $nginx"
for _ in $(seq 100); do
  curl -sk -o /dev/null "https://127.0.0.1:$nginx_port/" && break
  kill -0 "$nginx" || { cat nginx.log >&2; exit 1; }
  sleep 0.05
done

median() { sort -n | awk '{ a[NR] = $0 } END { print a[int((NR + 1) / 2)] }'; }
# row WORDS CONNECTIONS fresh|kept: interleaved, so that both meet the same machine.
row() {
  local ours=() theirs=() a b
  for _ in 1 2 3 4 5; do
    ours+=("$("$fetch" "$port" "$host" wanted "$each" "$2" "$3")")
    theirs+=("$("$fetch" "$nginx_port" "$host" wanted "$each" "$2" "$3")")
  done
  a=$(printf '%s\n' "${ours[@]}" | median)
  b=$(printf '%s\n' "${theirs[@]}" | median)
  echo "| $1 | $a | $b | $(awk -v a="$a" -v b="$b" 'BEGIN { printf "%.2f", a / b }') |"
}
echo "Measured on $(date -u +%F): $system x $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(nginx -v 2>&1 | sed 's/.*: //'), commit $commit."
printf '\n%s\n%s\n' "| fetches a second, client on the same cores | tlsward | nginx | ratio |" "|---|---|---|---|"
row "a TLS handshake for each, 16 at once" 16 fresh
row "on 16 connections" 16 kept
