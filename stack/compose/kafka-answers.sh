#!/usr/bin/env bash
# Whether a Kafka broker answers on the port: asks which versions of requests it speaks (ApiVersions 0) and compares the
# number of the request with that in the answer. Kafka's own tools would start a Java machine for it every few seconds.
set -eu
exec 3<>"/dev/tcp/127.0.0.1/$1"
# 10 bytes: request 18, version 0, number 0x52555348, no client id.
printf '\x00\x00\x00\x0a\x00\x12\x00\x00RUSH\xff\xff' >&3
answer="$(timeout 3 head -c 8 <&3 | tail -c 4)"
test "$answer" = RUSH
