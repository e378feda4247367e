#!/usr/bin/env bash
# The programs the tests drive and Python cannot bring: a browser, a real IMAP server, mail server and spam filter, telephones.
set -euo pipefail

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
{ command -v dovecot || [ -x /usr/sbin/dovecot ]; } >/dev/null || missing+=(dovecot-core dovecot-imapd)
{ [ -x /usr/lib/dovecot/imap ] || [ -x /usr/libexec/dovecot/imap ]; } || missing+=(dovecot-core dovecot-imapd)
{ [ -x /usr/lib/dovecot/lmtp ] || [ -x /usr/libexec/dovecot/lmtp ]; } || missing+=(dovecot-lmtpd)
[ -e /usr/lib/dovecot/modules/lib90_sieve_plugin.so ] || [ -e /usr/libexec/dovecot/modules/lib90_sieve_plugin.so ] || missing+=(dovecot-sieve)
{ [ -x /usr/lib/postfix/sbin/master ] || [ -x /usr/libexec/postfix/master ]; } || missing+=(postfix)
command -v rspamd >/dev/null || missing+=(rspamd)
command -v baresip >/dev/null || missing+=(baresip-core)
command -v sipp >/dev/null || missing+=(sip-tester)
for part in "$@"; do
    case $part in
        postgresql-15) [ -x /usr/lib/postgresql/15/bin/postgres ] || missing+=(postgresql-15) ;;
        *) echo "install-test-parts.sh: unknown part $part" >&2; exit 2 ;;
    esac
done
[ ${#missing[@]} -eq 0 ] && exit 0

say_how() { echo "The tests need: ${missing[*]}. Install them, e.g. with: sudo apt-get install ${missing[*]}" >&2; exit 1; }

command -v apt-get >/dev/null || say_how
root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || say_how
    root=(sudo -n env DEBIAN_FRONTEND=noninteractive)
fi
echo "Installing ${missing[*]} …"
export DEBIAN_FRONTEND=noninteractive
"${root[@]}" apt-get update -q >/dev/null || say_how
# The tests bring their own settings: the package's own mail server is left without any, so it serves nothing.
case " ${missing[*]} " in *" postfix "*)
    echo "postfix postfix/main_mailer_type select No configuration" | "${root[@]}" debconf-set-selections || say_how ;;
esac
"${root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null || say_how
