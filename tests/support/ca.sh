#!/bin/bash
# ca.sh FOLDER: makes a throw-away CA (ca.crt) and a P-256 certificate of it for localhost, 127.0.0.1
# and ::1 (server.crt, server.key) in the folder. Called again, it renews the server's pair.
set -eu
cd "$1"

new_key() { openssl ecparam -genkey -name prime256v1 -noout -out "$1" && chmod 600 "$1"; }

if [ ! -e ca.key ]; then
  new_key ca.key
  openssl req -x509 -new -key ca.key -subj "/CN=tlsward test CA" -days 2 -out ca.crt
fi
new_key server.key.new
openssl req -new -key server.key.new -subj /CN=localhost -out server.csr
openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -days 2 -out server.crt.new 2>/dev/null \
  -set_serial "0x$(openssl rand -hex 8)" \
  -extfile <(echo "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1")
mv server.key.new server.key
mv server.crt.new server.crt
