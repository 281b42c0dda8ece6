#!/bin/sh
# hosting.hook of tlsward for zones that take dynamic updates (RFC 2136, by nsupdate of bind9-dnsutils): puts the record of
# a policy at DOMAIN._mta-sts.ZONE, where the domain's own zone has, once and for all,
#   _mta-sts.DOMAIN. CNAME DOMAIN._mta-sts.ZONE.
#
#   mta_sts_nsupdate.sh set DOMAIN RECORD     mta_sts_nsupdate.sh remove DOMAIN
#
# NSUPDATE_CONF, else /etc/tlsward/nsupdate.conf, is read as shell; only root may write it:
#   ZONE=hosting.example.net      the zone that takes the updates
#   SERVER=192.0.2.53             its primary server, an address
#   KEY=/etc/tlsward/tsig.key     the TSIG key, as tsig-keygen writes it; tlsward's user must be able to read it
#   PORT=53                       if it is another
set -eu
usage() {
  echo "usage: $0 set DOMAIN RECORD | remove DOMAIN" >&2
  exit 2
}
refuse() {
  echo "$*" >&2
  exit 1
}
conf=${NSUPDATE_CONF:-/etc/tlsward/nsupdate.conf}
[ -r "$conf" ] || refuse "$conf cannot be read; it needs ZONE, SERVER and KEY"
PORT=53
# shellcheck source=/dev/null
. "$conf"
: "${ZONE:?is missing in $conf}" "${SERVER:?is missing in $conf}" "${KEY:?is missing in $conf}"
[ -r "$KEY" ] || refuse "$KEY cannot be read by $(id -un)"

[ $# -ge 2 ] || usage
domain=$2 new=
case $domain in '' | *[!a-z0-9.-]*) refuse "no domain: $domain" ;; esac
name=$domain._mta-sts.${ZONE%.}.
case $1 in
  set)
    [ $# = 3 ] || usage
    id=${3#v=STSv1; id=}
    case $id in "$3" | '' | *[!0-9A-Za-z]*) refuse "no record: $3" ;; esac
    new="update add $name 300 TXT \"$3\""
    ;;
  remove) [ $# = 2 ] || usage ;;
  *) usage ;;
esac

# One update, so that nobody meets the name without a record while it changes.
nsupdate -t 20 -k "$KEY" <<UPDATE
server $SERVER $PORT
zone ${ZONE%.}.
update delete $name TXT
$new
send
UPDATE
