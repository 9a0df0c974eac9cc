# What a lab host's own tools say, as root: sections `@@ NAME` of their plain output. What is dear
# is asked of one host, and with `$whole` of all.
have() { command -v "$1" >/dev/null 2>&1; }
tell() { printf '\n@@ %s\n' "$1"; shift; "$@" </dev/null 2>/dev/null; }
export LC_ALL=C
tell nft nft list ruleset
tell iptables iptables-save
tell ip6tables ip6tables-save
tell ipset ipset save
if have fail2ban-client && fail2ban-client ping >/dev/null 2>&1; then
  tell bans fail2ban-client banned
  for jail in $(fail2ban-client status | sed -n 's/.*Jail list:[^a-z]*//p' | tr -d ,); do
    tell "ignore $jail" fail2ban-client get "$jail" ignoreip
  done
fi
have fail2ban-client && tell ignore-files sh -c "fail2ban-client -d | grep addignoreip"
have cscli && tell decisions cscli decisions list -o raw
tell hosts.deny cat /etc/hosts.deny
if have postconf; then
  tell mynetworks postconf -xh mynetworks
  tell postscreen sh -c "postconf -M | grep -q 'inet .* postscreen' &&
    postconf -xh postscreen_access_list"
  tables=$({ postconf -n; postconf -P; } | grep -o 'check_client_access *cidr:[^ ,]*' |
    sed 's/.*cidr://' | sort -u)
  for table in $tables; do
    tell "access $table" cat "$table"
    for net in $(sed 's/#.*//' "$table" | awk 'NF { print $1 }'); do
      printf '\n@@ lookup %s\n%s\n' "$net" "$(postmap -q "${net%%/*}" "cidr:$table" 2>/dev/null)"
    done
  done
  for name in connection_rate message_rate recipient_rate auth_rate new_tls_session_rate \
    connection_count; do
    tell "limit $name" postconf -h "smtpd_client_${name}_limit"
  done
  tell queue-json postqueue -j
fi
if have exim4; then
  tell exim-relay sh -c "exim4 -bP config | sed -n 's/^hostlist relay_from_hosts = //p'"
  tell exim-block cat /etc/exim4/local_host_blacklist
  tell queue-exim sh -c "exim4 -bp | awk '\$3 ~ /-.*-/ { print \$3 }'"
fi
if [ -f /etc/smtpd.conf ]; then
  tell smtpd.conf cat /etc/smtpd.conf
  tell queue-smtpd smtpctl show queue
fi
if have apt-get; then
  tell apt apt list --upgradable
  tell apt-held apt-mark showhold
fi
if have dnf; then
  tell dnf dnf -C -q check-update
  tell dnf-security dnf -C -q updateinfo list --security
fi
if have zypper; then
  tell zypper zypper --no-refresh -q list-updates
  tell zypper-security zypper --no-refresh -q list-patches -g security
fi
have pacman && tell pacman pacman -Qu
[ "$(hostname)$whole" = relay1 ] || [ -n "$whole" ] && tell needrestart needrestart -b
tell reboot cat /run/reboot-required
tell disks df -P -k /
tell inodes df -P -i /
tell listening ss -Htln
tell certificate openssl x509 -noout -enddate -in /etc/postfix/tls.pem
tell running pgrep -x master
tell files sh -c 'for each in maildrop incoming active deferred hold; do
  find "/var/spool/postfix/$each" -type f | wc -l; done'
