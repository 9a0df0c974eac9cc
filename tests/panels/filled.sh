# Fills every layer that a lab host has, so that there is something to compare. Run as root.
have() { command -v "$1" >/dev/null 2>&1; }
if nft list set inet relay blocklist4 >/dev/null 2>&1; then
  nft add element inet relay blocklist4 \
    '{ 203.0.113.128/25 timeout 1h comment "net", 203.0.113.1-203.0.113.5 timeout 1h }'
  nft add element inet relay blocklist6 '{ 2001:db8:5::/48 timeout 1h }'
fi
iptables -A INPUT -s 198.51.100.77 -p tcp --dport 25 -j DROP
ip6tables -A INPUT -s 2001:db8:77::/48 -j REJECT
ipset create mad hash:net timeout 600
ipset add mad 203.0.114.0/24
iptables -A INPUT -m set --match-set mad src -j DROP
if have fail2ban-client && fail2ban-client ping; then
  fail2ban-client set sshd banip 192.0.2.5 2001:db8::5
  fail2ban-client set sshd addignoreip 198.51.100.0/24
  fail2ban-client set postfix-sasl banip 192.0.2.6 junk
fi
if have cscli; then
  cscli decisions add -i 192.0.2.7 -d 4h -R 'brute force, sasl'
  cscli decisions add -r 198.51.100.0/24 -d 2h
  cscli decisions add --scope Country --value XX -d 1h -t captcha
fi
printf 'sshd: 203.0.113.77\nALL: 203.0.115.0/255.255.255.0 EXCEPT 203.0.115.9\n' >> /etc/hosts.deny
if have exim4; then
  printf '203.0.113.0/24 # spam\n!198.51.100.9\n198.51.100.0/24\n' > /etc/exim4/local_host_blacklist
fi
if have rspamadm; then
  cd /etc/rspamd/local.d && mkdir -p maps.d && printf '192.0.2.0/24 # office\n' > maps.d/ok.map
  printf '%s\n' \
    'OK_IP { type = "ip"; map = "$LOCAL_CONFDIR/local.d/maps.d/ok.map"; score = -10; }' \
    'BAD_IP { type = "ip"; map = ["203.0.113.7"]; score = 5; }' > multimap.conf
fi
if have postsuper; then
  postqueue -j | sed -n 's/.*"queue_id": "\([0-9A-Za-z]*\)".*/\1/p' | head -n 2 | postsuper -h -
fi
true
