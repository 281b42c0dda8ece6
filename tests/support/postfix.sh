# Sourced by stories about outgoing mail, which it skips where there is none: a Postfix of their own on free ports of loopback, with the story's
# CA and a login by Dovecot, which ends with the story. It takes mail for four users of example.org into Maildirs.
# shellcheck shell=bash disable=SC2154
if ! command -v postfix >/dev/null || [ "$EUID" != 0 ]; then
  echo "skipped: needs root and Postfix (packaging/install_packages.sh mta)"
  exit 77
fi
# shellcheck source=tests/support/dovecot.sh
source "$support/dovecot.sh"
# shellcheck source=tests/support/mail.sh
source "$support/mail.sh"
postfix=$folder/postfix
postfix_log=$postfix/log

start_postfix() {
  local owner=postfix
  start_dovecot "service auth {" "  unix_listener $rig/smtp-auth {" "    mode = 0666" "  }" "}"
  read -r submission_port smtps_port <<<"$(free_ports 2)"
  mkdir -p "$postfix/conf" "$postfix/queue" "$postfix/data" "$postfix/mail"
  chmod 755 "$folder" "$rig" "$postfix"
  chown "$owner" "$postfix/data"
  chown mail:mail "$postfix/mail"
  cat >"$postfix/conf/main.cf" <<END
compatibility_level = 3.6
queue_directory = $postfix/queue
data_directory = $postfix/data
maillog_file = $postfix_log
maillog_file_prefixes = $postfix
multi_instance_name = postfix-tlsward-$submission_port
myhostname = localhost
mydestination =
inet_interfaces = all
inet_protocols = ipv4
alias_maps =
smtpd_peername_lookup = no
smtpd_tls_cert_file = $folder/server.crt
smtpd_tls_key_file = $folder/server.key
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_loglevel = 1
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $rig/smtp-auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
virtual_mailbox_domains = example.org
virtual_mailbox_base = $postfix/mail
virtual_mailbox_maps = texthash:$postfix/conf/users
virtual_minimum_uid = 1
virtual_uid_maps = static:$(id -u mail)
virtual_gid_maps = static:$(id -g mail)
END
  printf '%s@example.org %s/\n' first first second second third third fourth fourth >"$postfix/conf/users"
  cat >"$postfix/conf/master.cf" <<END
127.0.0.1:$submission_port inet n - n - - smtpd
127.0.0.2:$submission_port inet n - n - - smtpd
127.0.0.1:$smtps_port inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
END
  at_end stop_postfix
  command postfix -c "$postfix/conf" start >"$postfix/start" 2>&1 || fail "Postfix does not start: $(cat "$postfix/start" "$postfix_log")"
}

stop_postfix() { command postfix -c "$postfix/conf" stop 2>/dev/null; }

# wait_for_mails USER COUNT: until so many have come.
wait_for_mails() {
  local count=0
  for _ in $(seq 200); do
    count=$({ find "$postfix/mail/$1/new" -type f 2>/dev/null || true; } | wc -l)
    [ "$count" != "$2" ] || return 0
    sleep 0.1
  done
  fail "$count mails for $1 instead of $2: $(tail "$postfix_log")"
}

# mail_of USER: the file of the only mail.
mail_of() { find "$postfix/mail/$1/new" -type f; }
