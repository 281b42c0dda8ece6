# Sourced by stories of hosted policies after e2e.sh: certificates of policy hosts as certbot would keep them, what senders
# get from `serve`, and a DNS in which those hosts lead to it.
# shellcheck shell=bash disable=SC2154
# shellcheck source=tests/support/nsd.sh
source "$support/nsd.sh"
mkdir certificates

# issue NAME...: a new certificate for these names, of the story's CA, as host.crt and host.key.
issue() {
  openssl ecparam -genkey -name prime256v1 -noout -out host.key
  chmod 600 host.key
  openssl req -new -key host.key -subj "/CN=$1" -out host.csr
  openssl x509 -req -in host.csr -CA ca.crt -CAkey ca.key -days 2 -out host.crt 2>/dev/null \
    -set_serial "0x$(openssl rand -hex 8)" -extfile <(printf 'subjectAltName=%s\n' "$(printf ',DNS:%s' "$@" | cut -c2-)")
}

# certificate HOST: as certbot would put it there.
certificate() {
  mkdir -p "certificates/$1"
  issue "$1"
  mv host.key "certificates/$1/privkey.pem"
  mv host.crt "certificates/$1/fullchain.pem"
}

# start_hosting [LINE...]: serve with the certificates and, in [hosting], these lines; in [limits] those of more_limits. Its
# DNS is the one of start_nsd, which is started before.
more_limits=()
start_hosting() {
  start_server "${more_limits[@]}" '[dns]' "server = \"127.0.0.1:$dns_port\"" \
    '[checks]' 'allow_private = true' "ca_file = \"$folder/ca.crt\"" 'deadline = "4s"' \
    '[hosting]' "certificates = \"$folder/certificates\"" "$@"
  export TLSWARD_CHECKS_HTTPS_PORT=$port
}

policy() { "$tlsward" policy "$@" --config config.toml; }

# publish DOMAIN [OPTION...]: while serve looks at the database as it else does each half minute.
publish() {
  local impatient code=0
  while sleep 0.1; do reload; done &
  impatient=$!
  policy publish "$@" || code=$?
  kill "$impatient"
  wait "$impatient" 2>/dev/null || true
  return "$code"
}

# fetch HOST [CURL OPTION...]: the body and, in `headers`, the headers.
fetch() {
  local host=$1
  shift
  curl -sS --cacert ca.crt --resolve "$host:$port:127.0.0.1" -D headers "$@" "https://$host:$port/.well-known/mta-sts.txt"
}
status() { sed -n '1s/HTTP\/1.1 \([0-9]*\).*/\1/p' headers; }

# reload: as half a minute later.
reload() { kill -HUP "$server"; }

# wait_for_policy HOST FILE
wait_for_policy() {
  for _ in $(seq 100); do
    fetch "$1" >body 2>/dev/null && cmp -s body "$2" && return
    reload
    sleep 0.05
  done
  fail "$1 is not served"
}
