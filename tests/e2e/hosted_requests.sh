#!/bin/bash
# label: slow
# Whatever is asked of the host of a policy, each connection gets the file of its own host or none: wrong names, odd
# requests, pipelines, slow clients, and 1,000 fetches at once.
# shellcheck source=tests/support/e2e.sh
source "$(dirname "$0")/../support/e2e.sh" "$1"
# shellcheck source=tests/support/hosting.sh
source "$support/hosting.sh"
dns_port=1 # nobody asks
ulimit -n 8192
more_limits=('max_connections = 1200' 'max_connections_per_network = 1200' 'requests_per_second = 10000'
  'request_burst = 10000' 'header_deadline = "60s"')
start_hosting
for domain in org net; do
  certificate "mta-sts.example.$domain"
  policy set "example.$domain" --mx "mx.example.$domain" >/dev/null
  policy publish "example.$domain" --unverified >/dev/null
  printf 'version: STSv1\r\nmode: testing\r\nmx: mx.example.%s\r\nmax_age: 86400\r\n' "$domain" >"$domain.txt"
  wait_for_policy "mta-sts.example.$domain" "$domain.txt"
done
python3 "$support/hosted_requests.py" "$port" ca.crt || fail "an answer is not as it should be"
