#!/usr/bin/env bash
# Checks what `mvn -Prelease package` has made, as the people who install it would use it:
#
#   release/check.sh              archive, portable archive, Debian package
#   release/check.sh reproducible builds all of it once more elsewhere, and compares the bytes
#
# Run by root, it uses an ordinary user, and installs and purges the Debian package. What cannot be
# checked, since a program or a right is missing, is named and skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

repository=$(cd .. && pwd)
dist=$repository/release/target/dist
version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' ../pom.xml | head -n 1)
case $(uname -m) in
  aarch64) platform=arm64 architecture=arm64 ;;
  *) platform=x64 architecture=amd64 ;;
esac
unit=/usr/lib/systemd/system/ws-room.service
work=$(mktemp -d)
deadline_seconds=180
started=()

# shellcheck disable=SC2317
clean_up() {
  for pid in "${started[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  if [ -n "${installed:-}" ]; then
    dpkg --purge ws-room >/dev/null 2>&1 || true
  fi
  rm -rf "$work"
}
trap clean_up EXIT

say() {
  printf 'release: %s\n' "$*"
}

fail() {
  say "FAILED: $*" >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null && return
  say "SKIPPED, as $1 is missing: $2"
  return 1
}

# Waits until a command succeeds.
await() {
  local end=$((SECONDS + deadline_seconds))
  until "$@"; do
    if [ $SECONDS -ge $end ]; then
      return 1
    fi
    sleep 0.05
  done
}

# Waits until a log has a line; shows the log if it does not come.
await_line() {
  await grep -qs -- "$2" "$1" || {
    cat "$1"
    fail "no line \"$2\" within $deadline_seconds s"
  }
}

await_exit() {
  await eval "! kill -0 $1 2>/dev/null" || fail "process $1 does not end"
  local code=0
  wait "$1" || code=$?
  [ $code = 0 ] || fail "exit code $code"
}

# A command as an ordinary user, with the few programs that the launcher calls, and neither Java nor
# Maven, on the PATH. `exec`s it, so that the caller's $! is the program itself.
ordinary() {
  local change=()
  if [ "$(id -u)" = 0 ]; then
    change=(setpriv --reuid 65534 --regid 65534 --clear-groups)
  fi
  exec "${change[@]}" env -i PATH="$work/bin" HOME=/nonexistent "$@"
}

port_of() {
  sed -n 's/.*listens on .*:\([0-9]*\)$/\1/p' "$1" | head -n 1
}

healthy() {
  HTTP_SERVER_HOST=127.0.0.1 HTTP_SERVER_PORT=$1 ../docker/health
}

make_path() {
  mkdir -p "$work/bin"
  for tool in sh cat find head mkdir mv readlink rm; do
    ln -s "$(command -v $tool)" "$work/bin/$tool"
  done
  chmod 755 "$work" "$work/bin"
}

# Two clients meet, and one hears the other.
meet() {
  local launcher=$1 room=ws://127.0.0.1:$2/rooms/my%20room
  mkfifo "$work/types"
  (ordinary "$launcher" join "$room" <"$work/types" >"$work/first.log" 2>&1) &
  started+=($!)
  exec 5>"$work/types"
  await_line "$work/first.log" 'you are in my room as 0x'
  (echo 'hello yourself' && await grep -q hello "$work/first.log") |
    (ordinary "$launcher" join "$room" >"$work/second.log" 2>&1)
  await_line "$work/first.log" ': hello yourself'
  exec 5>&-
  rm "$work/types"
}

# Starts a launcher on any free port, and sets pid, port and milliseconds. The arguments are settings.
start() {
  local begin=${EPOCHREALTIME/./} launcher=$1
  shift
  (ordinary HTTP_SERVER_PORT=0 "$@" "$launcher" >"$work/server.log" 2>&1) &
  pid=$!
  started+=("$pid")
  await_line "$work/server.log" 'listens on'
  milliseconds=$(((${EPOCHREALTIME/./} - begin) / 1000))
  port=$(port_of "$work/server.log")
  await healthy "$port" || fail "not healthy on port $port"
}

stop() {
  kill -TERM "$pid"
  await_exit "$pid"
}

check_checksums() {
  (cd "$dist" && sha256sum --quiet -c SHA256SUMS) || fail "SHA256SUMS does not match"
  [ "$(find "$dist" -type f | wc -l)" = $(($(wc -l <"$dist/SHA256SUMS") + 1)) ] ||
    fail "SHA256SUMS does not list all files"
}

check_archive() {
  local folder="$work/a path with spaces" said file
  local home="$folder/ws-room-$version"
  mkdir "$folder"
  tar -xzf "$dist/ws-room-$version-linux-$platform.tar.gz" -C "$folder"
  [ "$(id -u)" != 0 ] || chown -R 65534:65534 "$folder"
  for file in LICENSE THIRD-PARTY.txt licences/protobuf-java.txt ws-room.env.example docs/install.md \
    runtime/legal/java.base/LICENSE; do
    [ -e "$home/$file" ] || fail "the archive lacks $file"
  done
  check_class_paths "$home"
  ln -s "$home/ws-room" "$work/linked"

  said=$(ordinary "$work/linked" version)
  [[ $said =~ ^"ws-room $version (commit "[0-9a-f]{4,64}")"$ ]] || fail "version says: $said"

  # JAVA_HOME and JAVA_OPTS of other programs.
  start "$work/linked" JAVA_HOME=/nonexistent
  say "archive: listens $milliseconds ms after its first start, which includes the AOT training run"
  stop
  start "$work/linked" JAVA_OPTS='-Dextra=option -Dfurther=option'
  grep -q training "$work/server.log" && fail "the second start trains again"
  say "archive: listens $milliseconds ms after its second start"
  [ "$(readlink -f "/proc/$pid/exe")" = "$home/runtime/bin/java" ] || fail "not its own runtime"
  tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qx -- -Dfurther=option || fail "JAVA_OPTS do not arrive"
  meet "$work/linked" "$port"
  stop
  grep -q 'shut down' "$work/server.log" || fail "no orderly end"

  # Where nothing can be written, it starts all the same.
  if [ "$(id -u)" = 0 ]; then
    rm -r "$home/cache"
    chown -R 0:0 "$folder"
    start "$work/linked"
    say "archive: listens $milliseconds ms after a start without an AOT cache, in a folder of root's"
    stop
  fi
  say "archive: passed"
}

# All that the jars name on their class paths is there.
check_class_paths() {
  local jar entry
  has unzip "class paths of the jars" || return 0
  for jar in "$1"/app/ws-room-{server,loadtest}.jar; do
    for entry in $(unzip -p "$jar" META-INF/MANIFEST.MF | tr -d '\r' |
      sed -e ':a' -e 'N' -e '$!ba' -e 's/\n //g' | sed -n 's/^Class-Path: //p'); do
      [ -f "$1/app/$entry" ] || fail "$jar lacks $entry"
    done
  done
}

check_portable() {
  has unzip "portable archive" || return 0
  # The other archive's runtime stands in for a JDK 25 that somebody has installed.
  local java="$work/a path with spaces/ws-room-$version/runtime"
  unzip -q "$dist/ws-room-$version.zip" -d "$work/portable"
  [ "$(id -u)" != 0 ] || chown -R 65534:65534 "$work/portable"
  local home="$work/portable/ws-room-$version"
  [ ! -e "$home/runtime" ] || fail "the portable archive has a runtime"
  [ -f "$home/ws-room.cmd" ] || fail "the portable archive lacks ws-room.cmd"
  start "$home/ws-room" JAVA_HOME="$java"
  stop
  start "$home/ws-room" JAVA_HOME="$java"
  say "portable archive: listens $milliseconds ms after its second start"
  stop
  say "portable archive: passed"
}

# The value of a line in the unit.
of_unit() {
  sed -n "s/^$1=//p" "$unit"
}

check_unit() {
  has systemd-analyze "unit" || return 0
  systemd-analyze verify --man=no "$unit" || fail "systemd-analyze verify"
  local exposure
  exposure=$(systemd-analyze security --offline=yes --no-pager --threshold=25 "$unit" | tail -n 1) ||
    fail "systemd-analyze security: $exposure"
  say "unit:${exposure#*→}"
}

# As the unit would start it: its user, its environment, its command.
start_as_unit() {
  local user
  user=$(of_unit User)
  # Else the line of the start before might be found.
  : >"$work/server.log"
  # shellcheck disable=SC2046
  (exec setpriv --reuid "$user" --regid "$(of_unit Group)" --clear-groups --no-new-privs --bounding-set=-all \
    env -i PATH=/usr/bin:/bin "$(of_unit Environment)" $(of_unit ExecStart) >"$work/server.log" 2>&1) &
  pid=$!
  started+=("$pid")
  await_line "$work/server.log" 'listens on'
  port=$(port_of "$work/server.log")
}

check_debian_package() {
  local package=$dist/ws-room_${version}_$architecture.deb settings=/etc/ws-room/ws-room.env file
  has dpkg "Debian package" || return 0
  has setpriv "Debian package" || return 0
  if [ "$(id -u)" != 0 ] || dpkg -s ws-room >/dev/null 2>&1; then
    say "SKIPPED: the Debian package needs root, and a system without it"
    return 0
  fi
  installed=true
  dpkg -i "$package" >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; fail "dpkg -i"; }
  [ "$(stat -c '%U:%G %a' $settings)" = 'root:ws-room 640' ] || fail "owner or mode of $settings"
  dpkg-query -W -f '${Conffiles}' ws-room | grep -q $settings || fail "$settings is no conffile"
  [ -n "$(find /var/cache/ws-room -name '*.aot' -user root)" ] || fail "no AOT cache"
  check_unit

  printf 'HTTP_SERVER_PORT=0\nADMIN_TOKEN=a-token-of-the-check\n' >>$settings
  start_as_unit
  await healthy "$port" || fail "not healthy"
  [ "$(stat -c %U "/proc/$pid")" = ws-room ] || fail "not the user ws-room"
  tr '\0' '\n' <"/proc/$pid/cmdline" | grep -q -- -XX:AOTCache= || fail "starts without the AOT cache"
  sed -i s/a-token-of-the-check/another-token-of-the-check/ $settings
  kill -HUP "$pid"
  await_line "$work/server.log" ADMIN_TOKEN
  stop

  # An upgrade keeps the settings, and makes a new cache.
  dpkg -i "$package" >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; fail "dpkg -i, once more"; }
  grep -q another-token $settings || fail "the upgrade changed $settings"

  dpkg -r ws-room >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; fail "dpkg -r"; }
  grep -qi 'warning' "$work/dpkg.log" && { cat "$work/dpkg.log"; fail "the removal warns"; }
  [ -f $settings ] || fail "the removal took the settings"
  dpkg --purge ws-room >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; fail "dpkg --purge"; }
  for file in /etc/ws-room /usr/lib/ws-room /usr/bin/ws-room /var/cache/ws-room /usr/share/doc/ws-room $unit; do
    [ ! -e $file ] && [ ! -h $file ] || fail "the purge left $file"
  done
  getent passwd ws-room >/dev/null && fail "the purge left the user"
  installed=
  say "Debian package: passed"
}

# The same sources in another folder, at another time, give the same bytes.
check_reproducible() {
  local copy="$work/another folder"
  mkdir "$copy"
  (cd "$repository" && git ls-files -coz --exclude-standard | tar -c --null -T - -f -) | tar -x -C "$copy"
  (cd "$copy" && mvn -q -B -Prelease package -Dmaven.test.skip=true -Dexec.skip=true \
    -Dbuild.commit="$(git -C "$repository" rev-parse --short HEAD)" >"$work/build.log" 2>&1) ||
    { cat "$work/build.log"; fail "build"; }
  diff "$dist/SHA256SUMS" "$copy/release/target/dist/SHA256SUMS" || fail "not the same bytes"
  say "reproducible: passed"
}

if [ "${1:-}" = reproducible ]; then
  check_reproducible
  exit
fi
make_path
check_checksums
check_archive
check_portable
check_debian_package
