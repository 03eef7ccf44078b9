# Functions for the scripts beside this one.

say() {
  printf '\n=== %s\n' "$*"
}

fail() {
  printf '\n!!! %s\n' "$*" >&2
  exit 1
}

now() { # milliseconds
  printf '%s' $(($(date +%s%N) / 1000000))
}

free_port() {
  free_ports 1
}

free_ports() { # count; all different
  local port found=0
  for port in $(shuf -i 20000-29999 -n 50); do
    if ! is_open "$port"; then
      printf '%s\n' "$port"
      found=$((found + 1))
      [ "$found" -lt "$1" ] || return 0
    fi
  done
  fail "No free port"
}

is_open() { # port
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

status() { # url
  curl --silent --max-time 5 --output /dev/null --write-out '%{http_code}' "$1" || true
}

wait_for() { # seconds what command...
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || fail "Waited too long for $what"
    sleep 0.1
  done
}

is_gone() { # process id
  ! kill -0 "$1" 2>/dev/null
}

has_status() { # status url
  [ "$(status "$2")" = "$1" ]
}
