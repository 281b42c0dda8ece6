#!/bin/sh
# Puts a new certificate where tlsward looks for those of policy hosts (hosting.certificates), for each of its names that
# begins with "mta-sts.". tlsward sees it within half a minute; nothing is restarted. For
#   certbot       as --deploy-hook, or in /etc/letsencrypt/renewal-hooks/deploy/
#   lego          as --deploy-hook; before its version 5 as --run-hook and --renew-hook
#   another       deploy_certificate.sh FULLCHAIN KEY
#
# CERTIFICATES        the folder; /etc/tlsward/certificates if not set
# CERTIFICATE_GROUP   who may read the keys beside their owner; tlsward if not set
set -eu
folder=${CERTIFICATES:-/etc/tlsward/certificates}
group=${CERTIFICATE_GROUP:-tlsward}
umask 027

if [ $# = 2 ]; then
  chain=$1 key=$2
elif [ -n "${RENEWED_LINEAGE:-}" ]; then
  chain=$RENEWED_LINEAGE/fullchain.pem key=$RENEWED_LINEAGE/privkey.pem
elif [ -n "${LEGO_HOOK_CERT_PATH:-}" ]; then
  chain=$LEGO_HOOK_CERT_PATH key=${LEGO_HOOK_CERT_KEY_PATH:?}
elif [ -n "${LEGO_CERT_PATH:-}" ]; then
  chain=$LEGO_CERT_PATH key=${LEGO_CERT_KEY_PATH:?}
else
  echo "$0: neither certbot nor lego has called it; else it needs FULLCHAIN KEY" >&2
  exit 2
fi

# Each file appears whole; between the two tlsward keeps the pair that it has.
put() { # FROM TO
  cp "$1" "$2.new"
  chgrp "$group" "$2.new"
  chmod 640 "$2.new"
  mv "$2.new" "$2"
}
names=$(openssl x509 -in "$chain" -noout -ext subjectAltName | tr ',' '\n' | sed -n 's/^ *DNS:\(mta-sts\.[A-Za-z0-9.-]*\)$/\1/p')
[ -n "$names" ] || echo "$0: $chain has no name of a policy host (mta-sts.DOMAIN)" >&2
for name in $names; do
  mkdir -p "$folder/$name"
  chgrp "$group" "$folder/$name"
  put "$key" "$folder/$name/privkey.pem"
  put "$chain" "$folder/$name/fullchain.pem"
done
