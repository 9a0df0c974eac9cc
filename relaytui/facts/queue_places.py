"""Which queues a host has: a piece of sh that calls `queue_of FORM NAME COMMAND…` for each of them.

A body defines that function. FORM says in which form the command lists the queue
(facts/queue_forms.py); `folder` is a Postfix instance's queue directory, else empty. Where a right
of the list of rights is granted, the command begins with sudo.

Instances of Postfix stand in `multi_instance_directories` of the first one's main.cf; any account
may ask for it.
"""

PLACES = r"""
postfix_queue() {
  name=$1; shift
  folder=$(postconf "$@" -h queue_directory 2>/dev/null)
  case $version in
  2.*|3.0.*) queue_of listing "$name" postqueue "$@" -p ;;
  *) queue_of json "$name" postqueue "$@" -j ;;
  esac
  folder=
}
as_allowed() {
  form=$1 name=$2 right=$3; shift 3
  if [ "$uid" != 0 ]; then
    case " $granted " in *" $right "*) set -- sudo -n "$@" ;; esac
  fi
  queue_of "$form" "$name" "$@"
}
folder=
if have postqueue; then
  version=$(postconf -h mail_version 2>/dev/null)
  config=$(postconf -h multi_instance_directories 2>/dev/null | tr ',' ' ')
  postfix_queue postfix
  for each in $config; do
    case $each in /*) ;; *) continue ;; esac
    name=$(postconf -c "$each" -h multi_instance_name 2>/dev/null)
    postfix_queue "${name:-${each##*/}}" -c "$each"
  done
fi
if have exim; then as_allowed exim exim exim-queue exim -bp
elif have exim4; then as_allowed exim exim exim-queue exim4 -bp; fi
if have smtpctl; then as_allowed opensmtpd opensmtpd opensmtpd-queue smtpctl show queue; fi
if ! have postqueue && ! have exim && ! have exim4 && ! have smtpctl && have mailq; then
  queue_of any mailq mailq
fi
"""
