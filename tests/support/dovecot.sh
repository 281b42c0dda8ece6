# Sourced by stories about mailboxes after e2e.sh: a Dovecot of their own on free ports of loopback, with
# the story's CA, which ends with the story. User "reports", password "secret"; tokens that contain
# "goodtoken" are his.
# shellcheck shell=bash disable=SC2154
rig=$folder/dovecot
maildir=$rig/mail/reports/Maildir
export -n TLSWARD_MAILS TLSWARD_SWEEP

free_ports() { # N: so many
  python3 -c 'import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
[s.bind(("127.0.0.1", 0)) for s in sockets]
print(*[s.getsockname()[1] for s in sockets])' "$1"
}

# start_dovecot [LINE...]: with these lines added to its configuration.
start_dovecot() {
  [ -n "${imaps_port:-}" ] || read -r imaps_port imap_port token_port <<<"$(free_ports 3)"
  mkdir -p "$rig/run" "$rig/mail"
  chmod 755 "$folder" "$rig"
  chmod 777 "$rig/mail"
  echo 'reports:{PLAIN}secret' >"$rig/users"
  cat >"$rig/oauth" <<END
introspection_mode = auth
tokeninfo_url = http://127.0.0.1:$token_port/token?access_token=
username_attribute = email
active_attribute = active
active_value = true
END
  {
    cat <<END
base_dir = $rig/run
log_path = $rig/log
instance_name = tlsward-$imaps_port
protocols = imap
listen = 127.0.0.1, 127.0.0.2
ssl_cert = <$folder/server.crt
ssl_key = <$folder/server.key
ssl_dh =
auth_mechanisms = plain login xoauth2 oauthbearer
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_max_userip_connections = 1000
first_valid_uid = 1
first_valid_gid = 1
maildir_stat_dirs = yes
service imap-login {
  inet_listener imap {
    port = $imap_port
  }
  inet_listener imaps {
    port = $imaps_port
  }
}
# Without this the server waits the longer the more logins have failed.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $rig/oauth
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $rig/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$rig/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
}
END
    printf '%s\n' "$@"
  } >"$rig/dovecot.conf"
  dovecot -c "$rig/dovecot.conf"
  at_end stop_dovecot
  for _ in $(seq 100); do
    [ ! -S "$rig/run/auth-login" ] || break
    sleep 0.05
  done
}

stop_dovecot() {
  [ ! -e "$rig/run/master.pid" ] || doveadm -c "$rig/dovecot.conf" stop 2>/dev/null || true
  while [ -e "$rig/run/master.pid" ] && kill -0 "$(cat "$rig/run/master.pid")" 2>/dev/null; do sleep 0.05; done
}

# fill COUNT: so many mails into INBOX; leaves what is to become of them in `expected`.
fill() {
  python3 "$support/make_mails.py" "$1" "$maildir" >expected
  chown -R mail:mail "$rig/mail/reports"
}

# deliver FILE: one more mail, as an MDA does.
deliver() {
  cp "$1" "$maildir/tmp/one"
  chown mail:mail "$maildir/tmp/one"
  mv "$maildir/tmp/one" "$maildir/new/$(date +%s).M$RANDOM$RANDOM.host"
}

# mails_in FOLDER: how many there are.
mails_in() { doveadm -c "$rig/dovecot.conf" mailbox status -u reports messages "$1" 2>/dev/null | sed 's/.*=//'; }

# configure [LINE...]: a configuration with the mailbox, and these lines added to [[mailbox]].
configure() {
  printf 'secret\n' >password
  chmod 600 password
  {
    printf '[store]\npath = "%s"\n[ingest]\naccept_any_domain = true\nlisten = ""\n' "$database"
    printf '[dashboard]\nenabled = false\n[[mailbox]]\n'
    printf '%s\n' "$@"
    for setting in 'name = "reports"' 'host = "localhost"' "port = ${imaps_port:-993}" 'user = "reports"' "ca_file = \"$folder/ca.crt\"" \
      "password_file = \"$folder/password\""; do
      # What a story gave counts.
      grep -q "^${setting%% *} " < <(printf '%s\n' "$@") || printf '%s\n' "$setting"
    done
  } >config.toml
}

# poll [OPTION...]: once; leaves its JSON in `polled`.
poll() { "$tlsward" poll --once --config config.toml --json "$@" >polled; }

# polled KEY: what the last poll says of it.
polled() { python3 -c 'import json, sys; print(json.load(open("polled"))["mailboxes"][0][sys.argv[1]])' "$1"; }

# expected KEY: what is to become of the mails; of "stored" how many.
expected() {
  python3 -c 'import json, sys; e = json.load(open("expected"))[sys.argv[1]]
print(len(e) if isinstance(e, list) else e)' "$1"
}

# stored_ids: the report-ids in the database, in order.
stored_ids() {
  "$tlsward" list --config config.toml --json --limit 1000000 |
    python3 -c 'import json, sys; [print(r["report_id"]) for r in json.load(sys.stdin)["reports"]]' | sort
}

# check_stored: exactly the expected reports are there, each once.
check_stored() {
  python3 -c 'import json; print(*json.load(open("expected"))["stored"], sep="\n")' | sort >wanted
  stored_ids >stored
  is "lost" "$(comm -23 wanted stored | wc -l)" 0
  is "stored twice or made up" "$(comm -13 wanted stored | wc -l)" 0
}
